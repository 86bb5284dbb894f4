/**
 * A Markdown table, padded so that it reads well as it is.
 *
 * @param header The columns' names; all columns but the first are aligned to the right.
 * @param rows As many cells in each as there are columns; plain text.
 * @returns Lines, each ended by LF.
 */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, ...rows].map((cells) => cells.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = header.map((_, column) => Math.max(...lines.map((cells) => cells[column].length)));
  const pad = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]);
  const rule = widths.map((width, column) => column === 0 ? "-".repeat(width) : "-".repeat(width - 1) + ":");
  const [first, ...others] = lines.map((cells) => cells.map(pad));
  return [first, rule, ...others].map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}
