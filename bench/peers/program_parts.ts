import { fromFileUrl, join } from "@std/path";
import { type Contender, fileNameOf } from "../support/contender.ts";
import type { BenchDump } from "../support/dumps.ts";
import { RUN, RUN_MAIN } from "../support/program_run.ts";

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
  const command = [...RUN, fromFileUrl(import.meta.resolve(module)), dump.path];
  const output = join(outputFolder, `${fileNameOf(name)}.ms`);
  return { name, pipelines: [{ commands: [command], output }], timesItself: true };
}
