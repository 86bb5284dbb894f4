/**
 * How results are written. Every format carries every title unchanged once its rule is undone:
 *
 * - `tsv`: a header, then one page a line, ended by LF. In domain codes and titles a backslash is `\\`, a tab `\t`, LF
 *   `\n`, CR `\r`, and any other control character (U+0000–U+001F, U+007F–U+009F) `\u` with four hex digits, all as in
 *   JSON strings. Everything else stands as it is, also U+00A0, U+2028 and U+202E.
 * - `csv`: RFC 4180: a header, lines ended by CRLF, quotes where a field needs them. So that no spreadsheet takes a title
 *   for a formula, a field gets an apostrophe in front when it starts with `=`, `+`, `-`, `@`, a tab, CR or LF, or with
 *   apostrophes and then one of these. To undo it, take one apostrophe off the fields that start with
 *   apostrophes and then one of these.
 * - `json`: one object, one page a line: `{ "hour", "domains": [{ "domain_code", "pages": [{ "page_title", "count_views" }] }] }`.
 * - `ndjson`: one object a page and line: `{ "hour", "domain_code", "page_title", "count_views" }`.
 *
 * Where projects are listed, `project` and `projects` stand for `domain_code` and `domains`; where the time is longer
 * than an hour, `period` stands for `hour`.
 *
 * @module
 */
import type { DomainRanking } from "../rank/ranking.ts";

/** A format's name; also the extension of its files. */
export type ResultFormat = "tsv" | "csv" | "json" | "ndjson";

/** What a ranking is of, as the first members of its JSON objects: `{ hour: "2020-01-01T08:00Z" }`. */
export type RankingLabel = Readonly<Record<string, string>>;

/** What the groups of pages are called in a result: one of them, and all. */
export interface GroupNames {
  readonly one: string;
  readonly all: string;
}

/** The names for each way of grouping. */
export const GROUP_NAMES = {
  domain: { one: "domain_code", all: "domains" },
  project: { one: "project", all: "projects" },
} as const;

type Formatter = (
  label: RankingLabel,
  domains: Iterable<DomainRanking>,
  names: GroupNames,
) => Generator<string>;

const PAGE_COLUMNS = ["page_title", "count_views"];

const TSV_ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

const TSV_SPECIAL = /[\\\p{Cc}]/u;
const TSV_SPECIALS = /[\\\p{Cc}]/gu;

const FORMATTERS: Readonly<Record<ResultFormat, Formatter>> = { tsv, csv, json, ndjson };

/**
 * The text of a ranking, page by page, so that a long one is never held as a whole.
 *
 * @param format How it is written.
 * @param label What the ranking is of.
 * @param domains The ranked domains, in the order in which they are to stand.
 * @param names What the domains are called, where they are not domains.
 * @returns Pieces of the text, in order.
 */
export function formatRanking(
  format: ResultFormat,
  label: RankingLabel,
  domains: Iterable<DomainRanking>,
  names: GroupNames = GROUP_NAMES.domain,
): Iterable<string> {
  return FORMATTERS[format](label, domains, names);
}

function* tsv(
  _label: RankingLabel,
  domains: Iterable<DomainRanking>,
  { one }: GroupNames,
): Generator<string> {
  yield [one, ...PAGE_COLUMNS].join("\t") + "\n";
  for (const { domainCode, pages } of domains) {
    const domainField = tsvField(domainCode);
    for (const { pageTitle, countViews } of pages) {
      yield `${domainField}\t${tsvField(pageTitle)}\t${countViews}\n`;
    }
  }
}

function tsvField(text: string): string {
  return TSV_SPECIAL.test(text) ? text.replace(TSV_SPECIALS, escapeInTsv) : text;
}

function escapeInTsv(character: string): string {
  return TSV_ESCAPES[character] ?? "\\u" + character.charCodeAt(0).toString(16).padStart(4, "0");
}

function* csv(
  _label: RankingLabel,
  domains: Iterable<DomainRanking>,
  { one }: GroupNames,
): Generator<string> {
  yield [one, ...PAGE_COLUMNS].join(",") + "\r\n";
  for (const { domainCode, pages } of domains) {
    const domainField = csvField(domainCode);
    for (const { pageTitle, countViews } of pages) {
      yield `${domainField},${csvField(pageTitle)},${countViews}\r\n`;
    }
  }
}

/** `@std/csv` would leave a title with a bare CR unquoted, and other readers end a record there. */
function csvField(text: string): string {
  const neutral = /^'*[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(neutral) ? `"${neutral.replaceAll('"', '""')}"` : neutral;
}

function* json(
  label: RankingLabel,
  domains: Iterable<DomainRanking>,
  { one, all }: GroupNames,
): Generator<string> {
  yield "{\n";
  for (const [name, value] of Object.entries(label)) yield `  "${name}": ${JSON.stringify(value)},\n`;
  yield `  "${all}": [`;
  let separator = "\n";
  for (const domain of domains) {
    yield separator;
    yield* jsonDomain(domain, one);
    separator = ",\n";
  }
  yield "\n  ]\n}\n";
}

function* jsonDomain({ domainCode, pages }: DomainRanking, name: string): Generator<string> {
  yield `    {\n      "${name}": ${JSON.stringify(domainCode)},\n      "pages": [`;
  let separator = "\n";
  for (const { pageTitle, countViews } of pages) {
    yield `${separator}        ${JSON.stringify({ page_title: pageTitle, count_views: countViews })}`;
    separator = ",\n";
  }
  yield "\n      ]\n    }";
}

function* ndjson(
  label: RankingLabel,
  domains: Iterable<DomainRanking>,
  { one }: GroupNames,
): Generator<string> {
  for (const { domainCode, pages } of domains) {
    for (const { pageTitle, countViews } of pages) {
      const row = { ...label, [one]: domainCode, page_title: pageTitle, count_views: countViews };
      yield JSON.stringify(row) + "\n";
    }
  }
}
