import { type DumpHour, dumpHour } from "../../lib/hours.ts";
import type { HourOutcome } from "../../lib/hour_outcome.ts";

/** The hour of 2020-01-01T08:00Z, or one so many hours later. */
export function sampleHour(later = 0): DumpHour {
  return dumpHour(Temporal.Instant.from("2020-01-01T08:00Z").add({ hours: later }));
}

/** An hour that was done, with figures that are easy to tell apart. */
export function doneOutcome(changes: Partial<HourOutcome> = {}): HourOutcome {
  return {
    hour: sampleHour(),
    status: "done",
    result: "results/pageviews-20200101-080000.tsv",
    source: "http://127.0.0.1/2020/2020-01/pageviews-20200101-080000.gz",
    attempts: 2,
    bytes: 45_200_000,
    counts: { lines: 1_234_567, malformed: 0, filtered: 4, considered: 1_234_563, invalidUtf8: 5 },
    domains: 1602,
    seconds: 3.14,
    ...changes,
  };
}

/** An hour without a result. */
export function lackingOutcome(
  status: "skipped" | "missing" | "failed",
  changes: Partial<HourOutcome> = {},
): HourOutcome {
  return { hour: sampleHour(), status, attempts: 1, bytes: 0, domains: 0, seconds: 0.5, ...changes };
}
