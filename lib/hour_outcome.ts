import type { HourFailureReason } from "./failure.ts";
import type { DumpHour } from "./hours.ts";
import type { LineCounts } from "./rank/ranking.ts";

/** How one hour ended. */
export interface HourOutcome {
  readonly hour: DumpHour;
  /**
   * done: written now; skipped: the result was there; missing: not published; failed: could not be had; stopped: the run
   * ended before the hour did.
   */
  readonly status: "done" | "skipped" | "missing" | "failed" | "stopped";
  /** Why, for machines, when failed or missing. */
  readonly reason?: HourFailureReason | "not-yet-published" | "gap";
  /** Why, for people, when failed or missing. */
  readonly message?: string;
  /** The result's path; undefined on standard output and where there is none. */
  readonly result?: string;
  /** The URL that the dump came from; undefined when it was in tmp/ already. */
  readonly source?: string;
  /** Requests sent, retries included. */
  readonly attempts: number;
  /** Bytes of the gzipped dump. */
  readonly bytes: number;
  readonly counts?: LineCounts;
  /** Domain codes in the result. */
  readonly domains: number;
  /** From the hour's start to its end, waiting included. */
  readonly seconds: number;
}
