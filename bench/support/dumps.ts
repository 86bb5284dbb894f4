import { join } from "@std/path";
import { type DumpHour, dumpHour } from "../../lib/hours.ts";
import { type DumpShape, writeDump } from "../../tests/support/dump_generator.ts";
import type { Say } from "./say.ts";

/** A made-up dump. */
export interface BenchDump {
  readonly hour: DumpHour;
  readonly path: string;
}

/** What dumps there are to be. */
export interface DumpSet {
  /** How many, one an hour. */
  readonly hours: number;
  /** Lines of each; roughly, when they are of one world. */
  readonly lines: number;
  /** Whether they have most titles in common, as hours of one week have. Default: none has to do with another. */
  readonly ofOneWorld?: boolean;
}

/** The day that the first 24 dumps are of; a Monday. */
export const FIRST_DAY = "2024-01-01";

const FIRST_HOUR = Temporal.Instant.from(`${FIRST_DAY}T01:00Z`);
const WORLD_SEED = 5;

/**
 * Makes dumps unless they are there from an earlier time.
 *
 * @param dataFolder Where they go, into a folder for each kind; created when it is not there.
 * @param set How many dumps, and which.
 * @param say Is told of each dump that is made.
 * @returns The dumps in order of time; the same on every machine.
 */
export async function prepareDumps(
  dataFolder: string,
  { hours, lines, ofOneWorld = false }: DumpSet,
  say: Say,
): Promise<BenchDump[]> {
  const folder = join(dataFolder, `${lines}-lines${ofOneWorld ? "-of-one-world" : ""}`);
  await Deno.mkdir(folder, { recursive: true });
  const dumps: BenchDump[] = [];
  for (let index = 0; index < hours; index++) {
    const hour = dumpHour(FIRST_HOUR.add({ hours: index }));
    const path = join(folder, `${hour.name}.gz`);
    if (!await isPresent(path)) {
      say(`Making dump ${index + 1} of ${hours}, ${lines.toLocaleString("en-US")} lines: ${hour.name}.gz`);
      await writeDump(`${path}.new`, shapeOf(index, lines, ofOneWorld));
      await Deno.rename(`${path}.new`, path);
    }
    dumps.push({ hour, path });
  }
  return dumps;
}

function shapeOf(index: number, lines: number, ofOneWorld: boolean): DumpShape {
  return ofOneWorld ? { lines, seed: WORLD_SEED, hourOfWorld: index } : { lines, seed: index + 1 };
}

async function isPresent(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
