import { toSnakeCase } from "@std/text/to-snake-case";
import { writeDurably } from "../output/durable_file.ts";
import type { ExitCode } from "../exit_code.ts";
import { type HourRecord, hourRecord } from "./hour_record.ts";
import { type OutcomeSums, sumOutcomes } from "./outcome_sums.ts";
import { type PeriodOutcome, type PeriodRecord, periodRecord } from "../period/period_outcome.ts";
import type { HourOutcome } from "../hour_outcome.ts";

/** What is told about a whole run. */
export interface RunRecord {
  /** The program's version. */
  readonly version: string;
  readonly startedAt: Temporal.Instant;
  readonly finishedAt: Temporal.Instant;
  /** How long it took, by a clock that is never set. */
  readonly seconds: number;
  /** What the run was asked to do, such as `{ top: 25, baseUrls: […] }`; JSON values and undefined only. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The hours, in the order in which they are to be listed. */
  readonly outcomes: readonly HourOutcome[];
  /** The periods that came to an end, in the order in which they are to be listed; none when hours stand alone. */
  readonly periods?: readonly PeriodOutcome[];
  /** What the program exits with. */
  readonly exitCode: ExitCode;
  /** Why the run could not go on, where that is so. */
  readonly error?: string;
}

/** The report's shape; a change that would break a reader raises `schema`. Null stands for what is not known. */
export interface Report {
  readonly schema: 1;
  readonly version: string;
  /** ISO 8601, UTC. */
  readonly started_at: string;
  readonly finished_at: string;
  /** By their names in snake_case. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly exit_code: ExitCode;
  readonly error: string | null;
  readonly hours: readonly HourRecord[];
  readonly periods: readonly PeriodRecord[];
  /** Sums over the hours; `seconds` is the run's length, less than its hours' together where they overlap. */
  readonly totals: OutcomeSums & { readonly seconds: number };
}

/**
 * Tells about a run in a form for machines.
 *
 * @param run The run.
 * @returns A plain object, ready for `JSON.stringify`.
 */
export function buildReport(run: RunRecord): Report {
  const { version, startedAt, finishedAt, outcomes, seconds } = run;
  return {
    schema: 1,
    version,
    started_at: startedAt.toString({ smallestUnit: "millisecond" }),
    finished_at: finishedAt.toString({ smallestUnit: "millisecond" }),
    options: snakeCaseNames(run.options),
    exit_code: run.exitCode,
    error: run.error ?? null,
    hours: outcomes.map(hourRecord),
    periods: (run.periods ?? []).map(periodRecord),
    totals: { ...sumOutcomes(outcomes), seconds },
  };
}

/**
 * Writes the report on a run.
 *
 * @param path The file; replaced when it exists.
 * @param run The run, however it ended.
 * @throws {RunFailure} When the file cannot be written.
 */
export async function writeReport(path: string, run: RunRecord): Promise<void> {
  await writeDurably(path, [JSON.stringify(buildReport(run), null, 2), "\n"]);
}

function snakeCaseNames(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [toSnakeCase(name), value ?? null]),
  );
}
