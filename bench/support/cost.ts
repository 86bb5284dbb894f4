import { fromFileUrl } from "@std/path";
import type { Contender } from "./contender.ts";

/** What a run has cost, all of its processes together. */
export interface Cost {
  readonly wallSeconds: number;
  /** User and system time. */
  readonly cpuSeconds: number;
  /** The most memory that was resident at once. */
  readonly peakBytes: number;
}

const MEASURING_PROGRAM = fromFileUrl(import.meta.resolve("./measure.py"));

/**
 * Runs a contender once.
 *
 * @param contender What to run.
 * @param python The Python interpreter that does the measuring: Deno is not told what its children have used.
 * @throws {Error} When one of its processes fails.
 */
export async function measureCost(
  { name, pipelines, timesItself }: Contender,
  python: string,
): Promise<Cost> {
  const child = new Deno.Command(python, {
    args: ["-S", "-E", MEASURING_PROGRAM],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(pipelines)));
  await writer.close();
  const { success, stdout } = await child.output();
  if (!success) throw new Error(`Cannot measure "${name}": it failed, for the reason given above`);
  const cost: Cost = JSON.parse(new TextDecoder().decode(stdout));
  return timesItself ? { ...cost, wallSeconds: await readOwnSeconds(pipelines[0].output!) } : cost;
}

async function readOwnSeconds(path: string): Promise<number> {
  return Number(await Deno.readTextFile(path)) / 1000;
}

/**
 * The typical one of several runs, for each kind of cost on its own.
 *
 * @param costs One run or more.
 */
export function medianCost(costs: readonly Cost[]): Cost {
  return {
    wallSeconds: median(costs.map(({ wallSeconds }) => wallSeconds)),
    cpuSeconds: median(costs.map(({ cpuSeconds }) => cpuSeconds)),
    peakBytes: median(costs.map(({ peakBytes }) => peakBytes)),
  };
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
