import type { Cost } from "./cost.ts";
import { markdownTable } from "./markdown.ts";

const KINDS = ["wall", "CPU", "memory"];

/**
 * What was measured, as Markdown.
 *
 * @param costs By name; the others are set against the first.
 * @param unit What the table calls the first.
 * @param absent Names of what could not be measured.
 */
export function costTable(
  costs: ReadonlyMap<string, Cost>,
  unit: string,
  absent: readonly string[] = [],
): string {
  const header = ["measure", "wall", "CPU", "peak memory", ...KINDS.map((kind) => `${kind}, ${unit} = 1`)];
  const [first] = costs.values();
  const measured = [...costs].map(([name, cost]) => [name, ...costCells(cost), ...ratioCells(cost, first)]);
  const missing = absent.map((name) => [name, "not measured", ...header.slice(2).map(() => "")]);
  return markdownTable(header, [...measured, ...missing]);
}

function costCells({ wallSeconds, cpuSeconds, peakBytes }: Cost): string[] {
  return [seconds(wallSeconds), seconds(cpuSeconds), `${(peakBytes / 1e6).toFixed(0)} MB`];
}

function ratioCells(cost: Cost, first: Cost): string[] {
  return [
    ratio(cost.wallSeconds, first.wallSeconds),
    ratio(cost.cpuSeconds, first.cpuSeconds),
    ratio(cost.peakBytes, first.peakBytes),
  ];
}

function seconds(value: number): string {
  return `${value.toFixed(value < 0.1 ? 3 : 2)} s`;
}

function ratio(value: number, unit: number): string {
  return (value / unit).toFixed(2);
}
