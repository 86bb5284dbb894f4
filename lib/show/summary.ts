import { format as formatBytes } from "@std/fmt/bytes";
import { escapeForTerminal } from "../escape.ts";
import { counted, duration } from "./figures.ts";
import { type OutcomeSums, sumOutcomes } from "./outcome_sums.ts";
import type { HourOutcome } from "../hour_outcome.ts";

/** How many of the hours that are not had are named; a range of years may lack hundreds. */
const NAMED_HOURS = 10;

/**
 * The last word on a run, for people.
 *
 * @param outcomes The hours.
 * @param seconds The run's length.
 * @returns A few lines, each ended by LF: the sums, then the hours that failed or are missing.
 */
export function summaryText(outcomes: readonly HourOutcome[], seconds: number): string {
  const lacking = [
    ...outcomes.filter(({ status }) => status === "failed"),
    ...outcomes.filter(({ status }) => status === "missing"),
  ];
  const lines = [
    ...sumLines(sumOutcomes(outcomes), seconds),
    ...lacking.slice(0, NAMED_HOURS).map(lackingLine),
  ];
  const unnamed = lacking.length - NAMED_HOURS;
  if (unnamed > 0) lines.push(`and ${counted(unnamed, "more hour")} failed or missing`);
  return lines.map((line) => line + "\n").join("");
}

function sumLines({ hours, bytes, lines, malformed }: OutcomeSums, seconds: number): string[] {
  const { done, skipped, missing, failed, stopped } = hours;
  const all = counted(done + skipped + missing + failed + stopped, "hour");
  const unfinished = stopped > 0 ? `, ${stopped} not brought to an end` : "";
  return [
    `${all}: ${done} done, ${skipped} skipped, ${missing} missing, ${failed} failed${unfinished}`,
    `${counted(lines, "line")} (${malformed.toLocaleString("en-US")} malformed), ` +
    `${formatBytes(bytes)} in ${duration(seconds)}`,
  ];
}

function lackingLine({ hour, status, reason, message }: HourOutcome): string {
  const why = message === undefined ? "" : ` (${escapeForTerminal(message)})`;
  return `${status} ${hour.time}: ${reason ?? "unknown"}${why}`;
}
