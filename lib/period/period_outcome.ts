import type { HourOutcome } from "../hour_outcome.ts";
import type { Period } from "./period.ts";

/** An hour that a period lacks. */
export interface LackingHour {
  readonly time: string;
  /** Why, for machines. */
  readonly reason: string;
}

/** How one period ended. */
export interface PeriodOutcome {
  readonly period: Period;
  /**
   * done: written now; incomplete: written now, with hours lacking; skipped: the result was there; missing: not
   * written, since hours lack; failed: could not be had.
   */
  readonly status: "done" | "incomplete" | "skipped" | "missing" | "failed";
  /** Why, for people, when failed. */
  readonly message?: string;
  /** The result's path; undefined on standard output and where there is none. */
  readonly result?: string;
  readonly lacking: readonly LackingHour[];
  /** Domain codes or projects in the result. */
  readonly groups: number;
  /** How many dumps were read again, in each round that it took. */
  readonly reread: readonly number[];
  /** From its last hour to its end. */
  readonly seconds: number;
}

/** How a period ended, as plain data with the names that the report and the log use. */
export interface PeriodRecord {
  readonly period: string;
  readonly status: PeriodOutcome["status"];
  readonly message: string | null;
  readonly result: string | null;
  /** The times in the names of the dumps that it is made of. */
  readonly dumps: readonly string[];
  readonly lacking: readonly LackingHour[];
  readonly groups: number;
  readonly reread: readonly number[];
  readonly seconds: number;
}

/**
 * How a period ended, as plain data.
 *
 * @param outcome The period's outcome.
 * @returns Always the same members; null for what is not known.
 */
export function periodRecord(outcome: PeriodOutcome): PeriodRecord {
  const { period, status, message = null, result = null, lacking, groups, reread, seconds } = outcome;
  const absent = new Set(lacking.map(({ time }) => time));
  const dumps = period.hours.map(({ time }) => time).filter((time) => !absent.has(time));
  return { period: period.label, status, message, result, dumps, lacking, groups, reread, seconds };
}

/**
 * The hours that have nothing to add to a period.
 *
 * @param outcomes How the period's hours ended.
 */
export function lackingHours(outcomes: readonly HourOutcome[]): LackingHour[] {
  return outcomes
    .filter(({ status }) => status === "missing" || status === "failed")
    .map(({ hour, reason = "unknown" }) => ({ time: hour.time, reason }))
    .sort((a, b) => a.time < b.time ? -1 : 1);
}
