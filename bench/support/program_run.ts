import { fromFileUrl, join } from "@std/path";
import config from "../../deno.json" with { type: "json" };
import { type Every, periodsOfRange } from "../../lib/period/period.ts";
import { readResults } from "./answer.ts";
import { type Contender, fileNameOf } from "./contender.ts";
import type { BenchDump } from "./dumps.ts";

/** What the program is asked for. */
export interface Question {
  readonly every: Every;
  /** START and END, as on the command line. */
  readonly range: readonly string[];
  /** More options of the program. */
  readonly flags?: readonly string[];
}

/**
 * Starts a module as the task `run` starts the program, but for its permissions. The runtime keeps compiled code for one
 * set of flags: processes that take turns must have the same, or each would compile everything anew.
 */
export const RUN: readonly string[] = [
  Deno.execPath(),
  "run",
  ...config.tasks.run.command.split(" ").filter((word) => word.startsWith("--v8-flags=")),
  "--allow-all",
];

/** Starts the program; its arguments follow. */
export const RUN_MAIN: readonly string[] = [
  ...RUN,
  fromFileUrl(import.meta.resolve("../../main.ts")),
];

/** All dumps are there; if one were not, nobody is to be asked for it. */
const NO_SERVER = ["--base-url", "http://127.0.0.1:9/none", "--tries", "1"];

/**
 * The question for a result of each of some hours.
 *
 * @param dumps Of successive hours.
 * @param flags More options of the program.
 */
export function hoursOf(dumps: readonly BenchDump[], flags: readonly string[] = []): Question {
  return { every: "hour", range: rangeOf(dumps), flags };
}

/**
 * The time of the first dump and that of the last.
 *
 * @param dumps Of successive hours.
 */
export function rangeOf(dumps: readonly BenchDump[]): string[] {
  return [dumps[0].hour.time, dumps.at(-1)!.hour.time];
}

/**
 * The whole program, on dumps that are downloaded already, with nothing left of an earlier run. The shipped blacklist
 * stays out of it, as the peers have none.
 *
 * @param name As it stands in the tables.
 * @param dumps What lies in its tmp/.
 * @param question What it is to do with them.
 * @param outputFolder The folder in which it gets one of its own, on the disk of the dumps.
 */
export function programRun(
  name: string,
  dumps: readonly BenchDump[],
  { every, range, flags = [] }: Question,
  outputFolder: string,
): Contender {
  const folder = join(outputFolder, fileNameOf(name));
  const [tmpDir, resultsDir] = [join(folder, "tmp"), join(folder, "results")];
  const folders = ["--tmp-dir", tmpDir, "--results-dir", resultsDir, "--blacklist", "/dev/null"];
  const options = [...range, "--every", every, ...flags, ...folders, ...NO_SERVER, "--keep-dumps", "--quiet"];
  const periods = periodsOfRange(range, every, Temporal.Now.instant());
  return {
    name,
    prepare: () => layOut(dumps, folder, tmpDir),
    pipelines: [{ commands: [[...RUN_MAIN, ...options]], output: null }],
    readAnswer: () => readResults(periods.map((period) => join(resultsDir, `${period.name}.tsv`))),
  };
}

/** Makes a folder anew, with a second name for each dump in its tmp/. */
async function layOut(dumps: readonly BenchDump[], folder: string, tmpDir: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  await Deno.remove(folder, { recursive: true });
  await Deno.mkdir(tmpDir, { recursive: true });
  for (const { hour, path } of dumps) await Deno.link(path, join(tmpDir, `${hour.name}.gz`));
}
