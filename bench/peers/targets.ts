import { Ours } from "./contenders.ts";
import type { Cost } from "../support/cost.ts";

/** Something to be reached, and what has been. */
export interface Target {
  readonly measure: string;
  /** The largest figure that is good enough. */
  readonly limit: number;
  readonly unit: "×" | "MB" | "ms";
  /** Undefined when it was not measured. */
  readonly reached: number | undefined;
}

/** What was measured, by the contenders' names. */
export type Costs = ReadonlyMap<string, Cost>;

/**
 * What the program is to reach.
 *
 * @param oneHour What was measured on one hour.
 * @param manyHours What was measured on many; empty when nothing was.
 * @param hours How many these were.
 */
export function listTargets(oneHour: Costs, manyHours: Costs, hours: number): Target[] {
  const many = hours > 1 ? `${hours} hours` : "many hours";
  return [
    ...speedTargets(oneHour),
    ...scalingTargets(manyHours, many),
    ...memoryTargets(oneHour, manyHours, many),
  ];
}

function speedTargets(costs: Costs): Target[] {
  const against = (peer: string, kind: keyof Cost, limit: number, measure: string): Target => ({
    measure,
    limit,
    unit: "×",
    reached: ratioOf(kind, costs.get(Ours.OneHour), costs.get(peer)),
  });
  const start = costs.get(Ours.Start);
  return [
    against("gzip -dc", "wallSeconds", 0.65, "one hour, the whole program, against `gzip -dc`, wall"),
    {
      measure: "ranking on top of inflating, against bare createGunzip, wall",
      limit: 1.35,
      unit: "×",
      reached: ratioOf("wallSeconds", costs.get(Ours.Engine), costs.get(Ours.Inflating)),
    },
    against("DuckDB", "cpuSeconds", 0.4, "against DuckDB's best query, CPU"),
    against("DuckDB", "peakBytes", 0.2, "against DuckDB's best query, peak memory"),
    against("Python heap", "wallSeconds", 0.11, "against the Python heap, wall"),
    against(Ours.Streams, "wallSeconds", 0.2, "against the plain engine, wall"),
    {
      measure: "start-up to the first request (`--dry-run`)",
      limit: 120,
      unit: "ms",
      reached: start && start.wallSeconds * 1000,
    },
  ];
}

function scalingTargets(costs: Costs, many: string): Target[] {
  return [{
    measure: `${many} on two workers against on one, wall`,
    limit: 0.58,
    unit: "×",
    reached: ratioOf("wallSeconds", costs.get(Ours.TwoWorkers), costs.get(Ours.OneWorker)),
  }];
}

function memoryTargets(oneHour: Costs, manyHours: Costs, many: string): Target[] {
  const base = oneHour.get(Ours.Start);
  const perWorker = (of: string, workers: number, cost: Cost | undefined): Target => ({
    measure: `peak memory per worker beyond the base process, ${of}`,
    limit: 60,
    unit: "MB",
    reached: cost && base && (cost.peakBytes - base.peakBytes) / workers / 1e6,
  });
  return [
    perWorker("one hour", 1, oneHour.get(Ours.OneHour)),
    perWorker("a tenth of the lines", 1, oneHour.get(Ours.SmallHour)),
    perWorker(many, 1, manyHours.get(Ours.OneWorker)),
    perWorker(`${many}, two workers`, 2, manyHours.get(Ours.TwoWorkers)),
  ];
}

function ratioOf(kind: keyof Cost, cost: Cost | undefined, to: Cost | undefined): number | undefined {
  return cost && to && cost[kind] / to[kind];
}
