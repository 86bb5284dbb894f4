import { join } from "node:path";
import type { DumpHour } from "../hours.ts";
import { lstatRegular } from "./regular_file.ts";
import type { ResultFormat } from "./result_formats.ts";

/**
 * Where the result of an hour lies.
 *
 * @param resultsDir The folder of the results.
 * @param hour The dump's hour.
 * @param format How the result is written; also the file's extension.
 * @returns Such as `results/pageviews-20200101-080000.tsv`.
 */
export function resultPath(resultsDir: string, hour: DumpHour, format: ResultFormat): string {
  return join(resultsDir, `${hour.name}.${format}`);
}

/**
 * Whether a result is there. Results appear whole or not at all, so a file is a whole one; a symbolic link is not a
 * result, wherever it points.
 *
 * @param path From {@linkcode resultPath}.
 * @returns True for a regular file.
 * @throws When the folder cannot be searched.
 */
export async function resultExists(path: string): Promise<boolean> {
  return await lstatRegular(path) !== undefined;
}
