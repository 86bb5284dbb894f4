import { format as formatBytes } from "@std/fmt/bytes";
import { escapeForTerminal } from "../escape.ts";
import { counted, duration } from "../show/figures.ts";
import type { RunEvent } from "../run_events.ts";
import type { PeriodOutcome } from "./period_outcome.ts";

/** What happens to periods rather than to hours. */
export type PeriodEvent = RunEvent & { readonly type: `period${string}` };

/** How many of the hours that a period lacks are named. */
const NAMED_HOURS = 5;

/**
 * What happened to a period, in one line for people.
 *
 * @param event What happened.
 * @returns A line without its end, safe for a terminal.
 */
export function periodLine(event: PeriodEvent): string {
  switch (event.type) {
    case "periods-planned": {
      const { periods, neededBytes, freeBytes } = event;
      const free = freeBytes === undefined ? "" : `; ${formatBytes(freeBytes)} are free`;
      return `${counted(periods.length, "period")}: about ${formatBytes(neededBytes)} on the disk${free}`;
    }
    case "period-summed":
      return `${event.period.label} adding up ${counted(event.hours, "hour")}`;
    case "period-reread": {
      const { period, dumps, groups } = event;
      return `${period.label} reading ${counted(dumps, "dump")} again, for ${counted(groups, "list")}`;
    }
    case "period-retried":
      return escapeForTerminal(`${event.period.label} ${event.reason}; trying again with a fresh one`);
    case "period-ended":
      return outcomeLine(event.outcome);
  }
}

/**
 * How a period ended, in one line for people.
 *
 * @param outcome The period's outcome.
 */
export function outcomeLine(outcome: PeriodOutcome): string {
  return escapeForTerminal(`${outcome.period.label} ${outcome.status}${detail(outcome)}`);
}

function detail({ status, message, result, lacking, groups, seconds }: PeriodOutcome): string {
  switch (status) {
    case "skipped":
      return `: ${result} is there already`;
    case "failed":
      return `: ${message}`;
    case "missing":
      return `: ${lackingText(lacking)}`;
    case "incomplete":
      return `: ${counted(groups, "list")}; ${lackingText(lacking)}`;
    case "done":
      return `: ${counted(groups, "list")} in ${duration(seconds)}`;
  }
}

function lackingText(lacking: PeriodOutcome["lacking"]): string {
  const named = lacking.slice(0, NAMED_HOURS).map(({ time, reason }) => `${time} (${reason})`).join(", ");
  const more = lacking.length > NAMED_HOURS ? ` and ${lacking.length - NAMED_HOURS} more` : "";
  return `${counted(lacking.length, "hour")} lacking: ${named}${more}`;
}
