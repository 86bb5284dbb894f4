import { format as formatBytes } from "@std/fmt/bytes";
import { escapeForTerminal } from "../escape.ts";
import { counted, duration } from "./figures.ts";
import { periodLine } from "../period/period_line.ts";
import type { DumpHour } from "../hours.ts";
import type { HourOutcome } from "../hour_outcome.ts";
import type { RunEvent } from "../run_events.ts";

/**
 * What happened, in one line for people.
 *
 * @param event What happened.
 * @returns A line without its end, safe for a terminal; undefined for what is not worth one.
 */
export function progressLine(event: RunEvent): string | undefined {
  switch (event.type) {
    case "planned":
      return planLine(event.hours);
    case "download-retried": {
      const { hour, attempt, reason, waitMs } = event;
      return escapeForTerminal(
        `${hour.time} attempt ${attempt} failed: ${reason}; trying again in ${duration(waitMs / 1000)}`,
      );
    }
    case "ranking-retried":
      return escapeForTerminal(`${event.hour.time} ${event.reason}; trying again with a fresh one`);
    case "dump-rejected":
      return escapeForTerminal(`${event.hour.time} dump rejected: ${event.reason}`);
    case "hour-ended":
      return escapeForTerminal(`${event.outcome.hour.time} ${outcomeText(event.outcome)}`);
    case "periods-planned":
    case "period-summed":
    case "period-reread":
    case "period-retried":
    case "period-ended":
      return periodLine(event);
  }
}

function planLine(hours: readonly DumpHour[]): string {
  const [first, last] = [hours.at(0)?.time, hours.at(-1)?.time];
  return `${counted(hours.length, "hour")}: ${first === last ? first : `${first} to ${last}`}`;
}

function outcomeText(outcome: HourOutcome): string {
  switch (outcome.status) {
    case "done":
      return `done: ${doneText(outcome)}`;
    case "skipped":
      return `skipped: ${outcome.result ?? "its result"} is there already`;
    default:
      return `${outcome.status}: ${outcome.message ?? outcome.reason}`;
  }
}

function doneText({ counts, domains, bytes, seconds }: HourOutcome): string {
  const malformed = counts?.malformed ? ` (${counts.malformed.toLocaleString("en-US")} malformed)` : "";
  return `${counted(counts?.lines ?? 0, "line")}${malformed}, ${counted(domains, "domain")}, ` +
    `${formatBytes(bytes)} in ${duration(seconds)}`;
}
