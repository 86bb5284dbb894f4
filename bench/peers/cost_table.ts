import type { Cost } from "./cost.ts";
import { markdownTable } from "../support/markdown.ts";

const HEADER = [
  "measure",
  "wall",
  "CPU",
  "peak memory",
  "wall, ours = 1",
  "CPU, ours = 1",
  "memory, ours = 1",
];

/**
 * What was measured, as Markdown.
 *
 * @param costs By name; the first is ours, which the others are set against.
 * @param absent Names of what could not be measured.
 */
export function costTable(costs: ReadonlyMap<string, Cost>, absent: readonly string[]): string {
  const [ours] = costs.values();
  const measured = [...costs].map(([name, cost]) => [name, ...costCells(cost), ...ratioCells(cost, ours)]);
  const missing = absent.map((name) => [name, "not measured", ...HEADER.slice(2).map(() => "")]);
  return markdownTable(HEADER, [...measured, ...missing]);
}

function costCells({ wallSeconds, cpuSeconds, peakBytes }: Cost): string[] {
  return [seconds(wallSeconds), seconds(cpuSeconds), `${(peakBytes / 1e6).toFixed(0)} MB`];
}

function ratioCells(cost: Cost, ours: Cost): string[] {
  return [
    ratio(cost.wallSeconds, ours.wallSeconds),
    ratio(cost.cpuSeconds, ours.cpuSeconds),
    ratio(cost.peakBytes, ours.peakBytes),
  ];
}

function seconds(value: number): string {
  return `${value.toFixed(value < 0.1 ? 3 : 2)} s`;
}

function ratio(value: number, unit: number): string {
  return (value / unit).toFixed(2);
}
