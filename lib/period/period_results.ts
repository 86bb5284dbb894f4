import { join } from "node:path";
import type { ResultFormat } from "../output/result_formats.ts";
import type { Period } from "./period.ts";
import type { Group } from "./sum_groups.ts";

/** What a result's name says besides the period. */
export interface PeriodResultKind {
  readonly resultsDir: string;
  readonly format: ResultFormat;
  readonly group: Group;
}

/**
 * Where the result of a period lies.
 *
 * @param period The period.
 * @param kind Where, and how it is written.
 * @param isIncomplete Whether hours lack.
 * @returns Such as `results/top-2024-01-05.tsv`, `results/top-2024-01-05.projects.tsv` or
 *   `results/top-2024-01-05.incomplete.tsv`.
 */
export function periodResultPath(
  { name }: Period,
  { resultsDir, format, group }: PeriodResultKind,
  isIncomplete: boolean,
): string {
  const parts = [
    name,
    ...group === "project" ? ["projects"] : [],
    ...isIncomplete ? ["incomplete"] : [],
    format,
  ];
  return join(resultsDir, parts.join("."));
}
