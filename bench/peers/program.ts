import { fromFileUrl, join } from "@std/path";
import { readResults } from "./answer.ts";
import { type Contender, fileNameOf } from "./contender.ts";
import type { BenchDump } from "../support/dumps.ts";

/** What the contenders of this module are given to work with. */
export interface Surroundings {
  /** The folder that the dumps lie in. */
  readonly dumpFolder: string;
  /** The folder for what the contenders find. */
  readonly outputFolder: string;
}

const RUN_MAIN = [Deno.execPath(), "run", "--allow-all", fromFileUrl(import.meta.resolve("../../main.ts"))];

/**
 * The whole program, on dumps that are downloaded already. The shipped blacklist stays out of it, as the peers have
 * none.
 *
 * @param name As it stands in the tables.
 * @param dumps Of successive hours.
 * @param flags More options of the program.
 * @param surroundings Where the dumps are and the results go.
 */
export function programRun(
  name: string,
  dumps: readonly BenchDump[],
  flags: readonly string[],
  { dumpFolder, outputFolder }: Surroundings,
): Contender {
  const resultsDir = join(outputFolder, fileNameOf(name));
  const folders = ["--tmp-dir", dumpFolder, "--results-dir", resultsDir, "--blacklist", "/dev/null"];
  const range = [dumps[0].hour.time, dumps.at(-1)!.hour.time];
  const options = [...range, ...folders, "--keep-dumps", "--force", "--quiet", ...flags];
  return {
    name,
    pipelines: [{ commands: [[...RUN_MAIN, ...options]], output: null }],
    readAnswer: () => readResults(dumps.map(({ hour }) => join(resultsDir, `${hour.name}.tsv`))),
  };
}

/** The program up to where it would make its first request, and the memory that it has without any worker. */
export function programStart(name: string, dump: BenchDump): Contender {
  const command = [...RUN_MAIN, dump.hour.time, "--dry-run"];
  return { name, pipelines: [{ commands: [command], output: null }] };
}

/**
 * A part of the engine in a process of its own, which tells itself how long it took.
 *
 * @param name As it stands in the tables.
 * @param module Such as `./rank_alone.ts`.
 * @param dump Its argument.
 * @param outputFolder Where it tells.
 */
export function enginePart(name: string, module: string, dump: BenchDump, outputFolder: string): Contender {
  const command = [
    Deno.execPath(),
    "run",
    "--allow-read",
    fromFileUrl(import.meta.resolve(module)),
    dump.path,
  ];
  const output = join(outputFolder, `${fileNameOf(name)}.ms`);
  return { name, pipelines: [{ commands: [command], output }], timesItself: true };
}
