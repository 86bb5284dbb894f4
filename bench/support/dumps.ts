import { join } from "@std/path";
import { type DumpHour, dumpHour } from "../../lib/hours.ts";
import { writeDump } from "../../tests/support/dump_generator.ts";
import type { Say } from "./say.ts";

/** A made-up dump, in a folder that serves the program as its tmp/. */
export interface BenchDump {
  readonly hour: DumpHour;
  readonly path: string;
}

const FIRST_HOUR = Temporal.Instant.from("2024-01-01T01:00Z");

/**
 * Makes dumps, one an hour and each from a seed of its own, unless they are there from an earlier time.
 *
 * @param folder Where they go; created when it is not there.
 * @param shape How many dumps, and how many lines in each.
 * @param say Is told of each dump that is made.
 * @returns The dumps in order of time; the same on every machine.
 */
export async function prepareDumps(
  folder: string,
  { hours, lines }: { readonly hours: number; readonly lines: number },
  say: Say,
): Promise<BenchDump[]> {
  await Deno.mkdir(folder, { recursive: true });
  const dumps: BenchDump[] = [];
  for (let index = 0; index < hours; index++) {
    const hour = dumpHour(FIRST_HOUR.add({ hours: index }));
    const path = join(folder, `${hour.name}.gz`);
    if (!await isPresent(path)) {
      say(`Making ${hour.name}.gz: ${lines} lines, seed ${index + 1}`);
      await writeDump(`${path}.new`, { lines, seed: index + 1 });
      await Deno.rename(`${path}.new`, path);
    }
    dumps.push({ hour, path });
  }
  return dumps;
}

async function isPresent(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
