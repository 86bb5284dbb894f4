/**
 * The one table of options that parsing, the help and the README all come from. A new option is a new entry here.
 *
 * @module
 */
import type { Machine, Option } from "./option.ts";
import {
  baseUrl,
  contact,
  domainPatterns,
  oneOf,
  path,
  percentage,
  seconds,
  type ValueKind,
  wholeNumber,
} from "./option_values.ts";

/** The most connections that Wikimedia's server grants to one client. */
export const WIKIMEDIA_CONNECTIONS = 3;

/** The options that a run depends on, by the field of {@linkcode Options} that they become. */
export const RUN_OPTIONS = {
  top: {
    name: "top",
    placeholder: "N",
    kind: wholeNumber(1, 1_000_000),
    default: "25",
    meaning: "how many pages of each domain to list",
  },
  minViews: {
    name: "min-views",
    placeholder: "N",
    kind: wholeNumber(1, Number.MAX_SAFE_INTEGER),
    default: "1",
    meaning: "leave out the pages with fewer views",
  },
  every: {
    name: "every",
    placeholder: "PERIOD",
    kind: oneOf("hour", "day", "week", "month", "all"),
    default: "hour",
    meaning:
      "what one result covers; with day, week and month START and END are dates, all is the whole range",
  },
  group: {
    name: "group",
    placeholder: "GROUP",
    kind: oneOf("domain", "project"),
    default: "domain",
    meaning: "what gets a list of its own; project adds up en, en.m and en.zero as en.wikipedia",
  },
  domains: {
    name: "domains",
    placeholder: "LIST",
    kind: domainPatterns,
    default: "*",
    meaning: "domain codes, such as en,en.m,de; * stands for any characters",
  },
  blacklist: {
    name: "blacklist",
    placeholder: "PATH",
    kind: path,
    defaultName: "the shipped blacklist_domains_and_pages",
    meaning: "file of pages to leave out, one domain_code and page_title a line",
  },
  resultsDir: {
    name: "results-dir",
    placeholder: "DIR",
    kind: path,
    default: "results",
    meaning: "folder of the results, one file an hour",
  },
  format: {
    name: "format",
    placeholder: "FORMAT",
    kind: oneOf("tsv", "csv", "json", "ndjson"),
    default: "tsv",
    meaning: "how results are written",
  },
  stdout: { name: "stdout", meaning: "write a single result to standard output, not to a file" },
  force: { name: "force", meaning: "rank again the hours whose result is already there" },
  refresh: {
    name: "refresh",
    meaning: "rank again the hours whose result is there and whose dump has changed since",
  },
  keepDumps: { name: "keep-dumps", meaning: "keep the dumps after their results are written" },
  keepListsDays: {
    name: "keep-lists",
    placeholder: "DAYS",
    kind: wholeNumber(1, 36_500),
    default: "400",
    meaning: "how long to keep lists in the folder of the dumps that no run over periods uses",
  },
  tmpDir: {
    name: "tmp-dir",
    placeholder: "DIR",
    kind: path,
    default: "tmp",
    meaning: "folder of the dumps; a dump that is there is not downloaded again",
  },
  baseUrls: {
    name: "base-url",
    placeholder: "URL",
    kind: baseUrl,
    repeatable: true,
    default: "https://dumps.wikimedia.org/other/pageviews",
    meaning: "where the dumps lie; may be given several times, and the next one serves where one fails",
  },
  downloads: {
    name: "downloads",
    placeholder: "N",
    kind: wholeNumber(1, 100),
    default: `${WIKIMEDIA_CONNECTIONS}`,
    meaning: `how many dumps to download at once; more than ${WIKIMEDIA_CONNECTIONS} only from mirrors`,
  },
  tries: {
    name: "tries",
    placeholder: "N",
    kind: wholeNumber(1, 100),
    default: "5",
    meaning: "how often to ask each --base-url for a dump",
  },
  idleTimeoutMs: {
    name: "idle-timeout",
    placeholder: "SECONDS",
    kind: seconds(3600),
    default: "60",
    meaning: "how long a server may stay silent before it is asked again",
  },
  contact: {
    name: "contact",
    placeholder: "TEXT",
    kind: contact,
    variable: "WIKITOP_CONTACT",
    defaultName: "none",
    meaning: "your web page or mail address; goes into the User-Agent, as Wikimedia asks",
  },
  workers: {
    name: "workers",
    placeholder: "N",
    kind: wholeNumber(1, 1024),
    default: ({ cores }: Machine): string => `${cores}`,
    defaultName: "the number of cores",
    meaning: "how many dumps to rank at once",
  },
  engine: {
    name: "engine",
    placeholder: "ENGINE",
    kind: oneOf("bytes", "streams"),
    default: "bytes",
    meaning: "the fast way to rank, or the plain one; the results are the same",
  },
  maxMalformedShare: {
    name: "max-malformed",
    placeholder: "PERCENT",
    kind: percentage,
    default: "1",
    meaning: "an hour with a larger share of malformed lines fails",
  },
  allowEmpty: { name: "allow-empty", meaning: "take a dump without a line for a dump, not for a fault" },
  missing: {
    name: "missing",
    placeholder: "ACTION",
    kind: oneOf("skip", "fail"),
    default: "skip",
    meaning: "what an hour that is not published does to the run; fail makes the exit code 75",
  },
  waitLock: {
    name: "wait-lock",
    meaning: "wait while another run works in the same folders, rather than give up with exit code 11",
  },
  failFast: { name: "fail-fast", meaning: "stop at the first hour that fails" },
  dryRun: { name: "dry-run", meaning: "print the hours and their URLs, and do nothing" },
  report: {
    name: "report",
    placeholder: "FILE",
    kind: path,
    defaultName: "none",
    meaning: "file for a report in JSON on every hour",
  },
  logFile: {
    name: "log-file",
    placeholder: "FILE",
    kind: path,
    defaultName: "none",
    meaning: "file for a log in JSON lines",
  },
  logLevel: {
    name: "log-level",
    placeholder: "LEVEL",
    kind: oneOf("debug", "info", "warning", "error"),
    default: "info",
    meaning: "the least that goes to the log",
  },
  progress: {
    name: "progress",
    placeholder: "STYLE",
    kind: oneOf("auto", "bar", "plain", "none"),
    default: "auto",
    meaning: "how the run is shown on standard error; auto is bar on a terminal and plain elsewhere",
  },
  quiet: { name: "quiet", meaning: "print nothing but errors" },
} as const satisfies Readonly<Record<string, Option>>;

const INFORMATION_OPTIONS: readonly Option[] = [
  { name: "version", meaning: "print the version" },
  { name: "help", short: "h", meaning: "print this help" },
];

/** Every option, in the order of the help. */
export const OPTIONS: readonly Option[] = [...Object.values(RUN_OPTIONS), ...INFORMATION_OPTIONS];

type ValueOf<O> = O extends { readonly kind: ValueKind<infer T> }
  ? O extends { readonly repeatable: true } ? readonly T[]
  : O extends { readonly default: unknown } ? T
  : T | undefined
  : boolean;

/** What a run is asked to do: a field for each of {@linkcode RUN_OPTIONS}, of the type that its entry gives. */
export type Options = {
  readonly [Field in keyof typeof RUN_OPTIONS]: ValueOf<typeof RUN_OPTIONS[Field]>;
};
