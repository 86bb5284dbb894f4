import { EXIT_CODE_MEANINGS } from "../exit_code.ts";
import { optionDefault, optionMeaning, optionSyntax } from "./option.ts";
import { OPTIONS } from "./options_table.ts";

/**
 * The options as the README shows them.
 *
 * @returns A Markdown table, laid out as `deno fmt` does it.
 */
export function optionsMarkdownTable(): string {
  const rows = OPTIONS.map((option) => {
    const shown = optionDefault(option) ?? "";
    const literal = shown === option.default;
    return [`\`${optionSyntax(option)}\``, literal ? `\`${shown}\`` : shown, optionMeaning(option)];
  });
  return markdownTable([["Option", "Default", "Meaning"], ...rows]);
}

/**
 * The exit codes as the README shows them.
 *
 * @returns A Markdown table, laid out as `deno fmt` does it.
 */
export function exitCodesMarkdownTable(): string {
  const rows = EXIT_CODE_MEANINGS.map(([code, meaning]) => [`${code}`, meaning]);
  return markdownTable([["Code", "Meaning"], ...rows]);
}

/** @param rows The head and what follows, each with as many cells of ASCII. */
function markdownTable([head = [], ...body]: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...body].map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[], fill: string): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(" | ")} |`;
  return [line(head, " "), line(head.map(() => ""), "-"), ...body.map((row) => line(row, " "))].join("\n");
}
