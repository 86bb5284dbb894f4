import { EXIT_CODE_MEANINGS } from "../exit_code.ts";
import { type Option, optionDefault, optionMeaning, optionSyntax } from "./option.ts";
import { OPTIONS } from "./options_table.ts";

/** No line of the help is longer. */
const COLUMNS = 96;

const ARGUMENTS = [
  [
    "START",
    'the hour to rank, such as "2024-01-31 08:00", 2024-01-31T08 or 2024-01-31T10:00+02:00; ' +
    "UTC when it has no offset [the hour 24 hours ago]; with --every day, week or month a date, " +
    "or 2024-01, or 2024-W05 [the last whole one]",
  ],
  ["END", "the last hour of a range; both ends are included [START]"],
] as const;

const EXAMPLES = [
  ["wikitop", "the hour 24 hours ago"],
  ['wikitop "2024-01-31 08:00" --top 100', "one hour, 100 pages of each domain"],
  [
    "wikitop 2024-01-31T01 2024-02-01T00 --domains 'en,en.m'",
    "the 24 hours of January 31, English Wikipedia",
  ],
  ["wikitop --every day 2024-01-31", "January 31 as one list for each domain"],
  ["wikitop --every month 2024-01 --group project", "January, with desktop and mobile added up"],
  ["wikitop 2024-01-31T08 --stdout --format ndjson --quiet | head", "one hour as JSON lines, into a pipe"],
  ["wikitop 2024-01-31T08 2024-01-31T10 --dry-run", "what would be downloaded"],
] as const;

/**
 * What `--help` prints.
 *
 * @returns Lines of at most 96 columns, each ended by a line feed.
 */
export function helpText(): string {
  return [
    "Usage: wikitop [OPTIONS] [START [END]]",
    "",
    ...wrap(
      "Downloads Wikimedia's hourly pageview dumps and lists the most viewed pages of every domain, by the hour " +
        "or over any period. " +
        "Dumps are named by the end of the hour that they count, so 07:30 means the dump named 08:00.",
      COLUMNS,
    ),
    ...section("Arguments", ARGUMENTS),
    ...section(
      "Options, with defaults in brackets; those without a value are off unless given",
      OPTIONS.map((option) => [optionSyntax(option), withDefault(option)]),
    ),
    ...section("Environment", [...variables(), ["NO_COLOR", "no colours, when it is set"]]),
    ...section("Exit codes", EXIT_CODE_MEANINGS.map(([code, meaning]) => [`${code}`, meaning])),
    "",
    "Examples:",
    ...EXAMPLES.flatMap(([command, meaning]) => [`  ${command}`, `      ${meaning}`]),
    "",
  ].join("\n");
}

function withDefault(option: Option): string {
  const shown = optionDefault(option);
  return optionMeaning(option) + (shown === undefined ? "" : ` [${shown}]`);
}

function variables(): (readonly [variable: string, meaning: string])[] {
  return OPTIONS.flatMap(({ name, variable }) => variable ? [[variable, `stands in for --${name}`]] : []);
}

function section(title: string, rows: readonly (readonly [term: string, meaning: string])[]): string[] {
  const indent = Math.max(...rows.map(([term]) => term.length)) + 4;
  const lines = rows.flatMap(([term, meaning]) =>
    wrap(meaning, COLUMNS - indent).map((line, index) =>
      (index === 0 ? `  ${term}` : "").padEnd(indent) + line
    )
  );
  return ["", `${title}:`, ...lines];
}

function wrap(text: string, columns: number): readonly string[] {
  return text.match(new RegExp(String.raw`\S.{0,${columns - 1}}(?=\s|$)`, "g")) ?? [];
}
