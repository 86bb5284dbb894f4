import { markdownTable } from "../support/markdown.ts";
import type { Target } from "./targets.ts";

/**
 * Targets and what has been reached, as Markdown.
 *
 * @param targets In the order of the table.
 */
export function targetTable(targets: readonly Target[]): string {
  const rows = targets.map(({ measure, limit, unit, reached }) => [
    measure,
    `≤ ${figure(limit, unit)}`,
    reached === undefined ? "not measured" : figure(reached, unit),
    reached === undefined ? "" : reached <= limit ? "yes" : "no",
  ]);
  return markdownTable(["measure", "to reach", "reached", "enough"], rows);
}

function figure(value: number, unit: Target["unit"]): string {
  return `${value.toFixed(unit === "×" ? 2 : 0)} ${unit}`;
}
