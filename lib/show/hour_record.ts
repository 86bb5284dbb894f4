import type { HourOutcome } from "../hour_outcome.ts";

/** Plain data that both JSON and log properties can hold. */
export type HourRecord = Readonly<Record<string, string | number | null>>;

/**
 * How an hour ended, as plain data with the names that the report and the log use.
 *
 * @param outcome The hour's outcome.
 * @returns Always the same members; null for what is not known.
 */
export function hourRecord(outcome: HourOutcome): HourRecord {
  const { hour, counts } = outcome;
  return {
    hour: hour.time,
    status: outcome.status,
    reason: outcome.reason ?? null,
    message: outcome.message ?? null,
    result: outcome.result ?? null,
    source: outcome.source ?? null,
    attempts: outcome.attempts,
    bytes: outcome.bytes,
    lines: counts?.lines ?? null,
    malformed: counts?.malformed ?? null,
    filtered: counts?.filtered ?? null,
    considered: counts?.considered ?? null,
    invalid_utf8: counts?.invalidUtf8 ?? null,
    domains: outcome.domains,
    seconds: outcome.seconds,
  };
}
