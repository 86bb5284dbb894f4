import type { HourOutcome } from "../hour_outcome.ts";

/** What the hours of a run come to together. */
export interface OutcomeSums {
  readonly hours: Readonly<Record<HourOutcome["status"], number>>;
  /** Requests sent, retries included. */
  readonly attempts: number;
  /** Bytes of the gzipped dumps. */
  readonly bytes: number;
  readonly lines: number;
  /** Lines that are not of the dumps' format. */
  readonly malformed: number;
}

/**
 * Adds up how the hours of a run ended.
 *
 * @param outcomes The hours.
 * @returns The sums; hours by status, zero included.
 */
export function sumOutcomes(outcomes: readonly HourOutcome[]): OutcomeSums {
  const hours = { done: 0, skipped: 0, missing: 0, failed: 0, stopped: 0 };
  const sums = { attempts: 0, bytes: 0, lines: 0, malformed: 0 };
  for (const { status, attempts, bytes, counts } of outcomes) {
    hours[status]++;
    sums.attempts += attempts;
    sums.bytes += bytes;
    sums.lines += counts?.lines ?? 0;
    sums.malformed += counts?.malformed ?? 0;
  }
  return { hours, ...sums };
}
