import { join } from "node:path";
import { forgetVersion } from "../download/dump_version.ts";
import type { DumpHour } from "../hours.ts";
import { lstatRegular, removeIfPresent } from "../output/regular_file.ts";
import { listPath } from "./list_file.ts";

/** Which list files stay. */
export interface ListKeeping {
  /** Hours that are asked for: their lists are in use from now on. */
  readonly hours: readonly DumpHour[];
  /** For how many days lists stay that are not. */
  readonly keepDays: number;
  /** The present moment. */
  readonly now: Temporal.Instant;
}

const LIST_NAME = /^pageviews-\d{8}-\d{6}\.lists$/;

/**
 * Removes the list files that no run has used for long, so that a folder that serves for years does not grow for years.
 * When a list was used last is the time of its file.
 *
 * @param tmpDir The folder of the dumps.
 * @param keeping Which ones stay.
 * @throws When the operating system refuses.
 */
export async function tidyLists(tmpDir: string, { hours, keepDays, now }: ListKeeping): Promise<void> {
  const used = new Set(hours.map((hour) => listPath(hour, tmpDir)));
  const time = new Date(now.epochMilliseconds);
  const oldest = now.subtract({ hours: 24 * keepDays }).epochMilliseconds;
  for (const path of await listPaths(tmpDir)) {
    const info = await lstatRegular(path);
    if (!info) continue;
    if (used.has(path)) await Deno.utime(path, time, time);
    else if (info.mtime && info.mtime.getTime() < oldest) {
      await forgetVersion(path);
      await removeIfPresent(path);
    }
  }
}

async function listPaths(tmpDir: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(tmpDir));
  return entries.filter(({ name }) => LIST_NAME.test(name)).map(({ name }) => join(tmpDir, name));
}
