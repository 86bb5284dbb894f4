/**
 * What happens during a run, told as it happens. The run tells; progress, log and report listen.
 *
 * @module
 */
import type { HourOutcome } from "./hour_outcome.ts";
import type { DumpHour } from "./hours.ts";
import type { Period } from "./period/period.ts";
import type { PeriodOutcome } from "./period/period_outcome.ts";
import type { MalformedLine } from "./rank/ranking.ts";

/** Something that happened. */
export type RunEvent =
  | { readonly type: "planned"; readonly hours: readonly DumpHour[] }
  | { readonly type: "download-started"; readonly hour: DumpHour; readonly url: string }
  /** Told often; `totalBytes` is undefined when the server did not say. */
  | {
    readonly type: "download-advanced";
    readonly hour: DumpHour;
    readonly receivedBytes: number;
    readonly totalBytes: number | undefined;
  }
  | {
    readonly type: "download-retried";
    readonly hour: DumpHour;
    /** Which attempt failed, from 1. */
    readonly attempt: number;
    readonly reason: string;
    readonly waitMs: number;
  }
  /** The download came to its end, well or not. */
  | { readonly type: "download-ended"; readonly hour: DumpHour; readonly bytes: number }
  | { readonly type: "ranking-started"; readonly hour: DumpHour }
  /** A worker was lost over the dump, and a fresh one tries. */
  | { readonly type: "ranking-retried"; readonly hour: DumpHour; readonly reason: string }
  | { readonly type: "dump-rejected"; readonly hour: DumpHour; readonly reason: string }
  | { readonly type: "lines-malformed"; readonly hour: DumpHour; readonly lines: readonly MalformedLine[] }
  | { readonly type: "hour-ended"; readonly outcome: HourOutcome }
  /** Told once, at the end of a run that was ended early: the hours that have not come to an end. */
  | { readonly type: "hours-stopped"; readonly outcomes: readonly HourOutcome[] }
  /** Of a run over periods: what it will keep on the disk at most, at a guess; `freeBytes` is undefined when not known. */
  | {
    readonly type: "periods-planned";
    readonly periods: readonly Period[];
    readonly neededBytes: number;
    readonly freeBytes: number | undefined;
  }
  /** All hours of a period have come to an end, and so many are being added up. */
  | { readonly type: "period-summed"; readonly period: Period; readonly hours: number }
  /** That was not enough for some domains or projects: some dumps are being read again. */
  | {
    readonly type: "period-reread";
    readonly period: Period;
    readonly dumps: number;
    readonly groups: number;
  }
  /** A worker was lost while the period was added up, and a fresh one tries. */
  | { readonly type: "period-retried"; readonly period: Period; readonly reason: string }
  | { readonly type: "period-ended"; readonly outcome: PeriodOutcome };

/** Takes note of what happens; must not throw and must not wait. */
export type RunListener = (event: RunEvent) => void;
