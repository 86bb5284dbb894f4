import { parseArgs, type ParsedArgs } from "@std/cli/parse-args";
import { type DumpHour, hoursOfRange } from "../hours.ts";
import { type Period, periodsOfRange } from "../period/period.ts";
import { nearestName } from "./nearest_name.ts";
import type { Machine, Option } from "./option.ts";
import type { ValueKind } from "./option_values.ts";
import { OPTIONS, type Options, RUN_OPTIONS, WIKIMEDIA_CONNECTIONS } from "./options_table.ts";
import { UsageError } from "./usage_error.ts";

export type { Options };

/** What a command line means apart from its own words. */
export interface Surroundings extends Machine {
  /** The value of an environment variable; asked only for what the command line leaves open. */
  readonly env: (name: string) => string | undefined;
  /** The present moment. */
  readonly now: Temporal.Instant;
}

/** What a command line asks for. */
export type Command =
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | {
    readonly kind: "run";
    readonly options: Options;
    /** The dumps to be read, in order of time. */
    readonly hours: readonly DumpHour[];
    /** What gets a result; undefined when every hour does, as it is. */
    readonly periods: readonly Period[] | undefined;
  };

/**
 * Reads a command line. Nothing is touched: no file, no network, no clock.
 *
 * @param argv The arguments, without the program's name.
 * @param surroundings Environment, cores and the present moment.
 * @returns What is asked for; `--help` and `--version` win over everything that is spelled right.
 * @throws {UsageError} When it is not a command line of this program.
 */
export function parseCommandLine(argv: readonly string[], surroundings: Surroundings): Command {
  checkNames(argv);
  const given = separate(argv);
  if (given.help) return { kind: "help" };
  if (given.version) return { kind: "version" };
  const fields = Object.entries<Option>(RUN_OPTIONS)
    .map(([field, option]) => [field, valueOf(option, given[option.name], surroundings)]);
  const options = Object.fromEntries(fields) as Options;
  const periods = isHourly(options) ? undefined : periodsOfRange(given._, options.every, surroundings.now);
  const hours = periods?.flatMap((period) => period.hours) ?? hoursOfRange(given._, surroundings.now);
  checkTogether(options, (periods ?? hours).length);
  return { kind: "run", options, hours, periods };
}

/** Whether each result comes from a single dump without anything being added up. */
function isHourly({ every, group }: Options): boolean {
  return every === "hour" && group === "domain";
}

/**
 * Refuses what `parseArgs` would take in silence: names that do not exist, names with dots (it makes objects of
 * them), bundles of letters, and switches with a value.
 */
function checkNames(argv: readonly string[]): void {
  const end = argv.indexOf("--");
  const args = end === -1 ? argv : argv.slice(0, end);
  for (const [index, arg] of args.entries()) {
    if (!arg.startsWith("-") || arg === "-") continue;
    const [flag = arg] = arg.split("=", 1);
    const option = OPTIONS.find(({ name, short }) => flag === `--${name}` || flag === `-${short}`);
    if (!option) {
      const before = OPTIONS.find(({ name }) => args[index - 1] === `--${name}`);
      if (before?.kind && /^-\d/.test(arg)) readValue(before.kind, arg, `--${before.name}`);
      throw unknownOption(flag);
    }
    if (!option.kind && (arg !== flag || /^(true|false)$/.test(args[index + 1] ?? ""))) {
      throw new UsageError(`Cannot give ${flag} a value: it is a switch; write ${flag} alone to turn it on`);
    }
  }
}

function unknownOption(flag: string): UsageError {
  const nearest = nearestName(flag.replace(/^-+/, ""), OPTIONS.map(({ name }) => name));
  const hint = nearest === undefined ? "" : `; did you mean --${nearest}?`;
  return new UsageError(`Cannot find an option ${JSON.stringify(flag)}${hint}`);
}

function separate(argv: readonly string[]): ParsedArgs {
  const valued = OPTIONS.filter(({ kind }) => kind).map(({ name }) => name);
  return parseArgs(argv, {
    string: [...valued, "_"],
    collect: valued,
    boolean: OPTIONS.filter(({ kind }) => !kind).map(({ name }) => name),
    alias: Object.fromEntries(OPTIONS.flatMap(({ name, short }) => short ? [[short, name]] : [])),
  });
}

/** @param given What `parseArgs` found: a boolean for a switch, a list of texts for everything else. */
function valueOf(option: Option, given: unknown, surroundings: Surroundings): unknown {
  const { name, kind, repeatable } = option;
  if (!kind) return given;
  const texts = given as readonly string[];
  if (texts.includes("")) {
    throw new UsageError(`Cannot use --${name} without a value: expected ${kind.expected}`);
  }
  if (texts.length > 1 && !repeatable) {
    throw new UsageError(`Cannot use --${name} ${texts.length} times: expected it once`);
  }
  const values = texts.length > 0
    ? texts.map((text) => readValue(kind, text, `--${name}`))
    : impliedValues(option, kind, surroundings);
  return repeatable ? values : values[0];
}

function impliedValues(option: Option, kind: ValueKind<unknown>, surroundings: Surroundings): unknown[] {
  const text = option.variable && surroundings.env(option.variable);
  if (option.variable && text) return [readValue(kind, text, option.variable)];
  const implied = typeof option.default === "function" ? option.default(surroundings) : option.default;
  return implied === undefined ? [] : [readValue(kind, implied, `--${option.name}`)];
}

function readValue(kind: ValueKind<unknown>, text: string, source: string): unknown {
  const value = kind.read(text);
  if (value !== undefined) return value;
  const nearest = kind.choices && nearestName(text, kind.choices);
  const hint = nearest === undefined ? "" : `; did you mean ${nearest}?`;
  throw new UsageError(`Cannot use ${JSON.stringify(text)} for ${source}: expected ${kind.expected}${hint}`);
}

function checkTogether({ stdout, downloads, baseUrls, every }: Options, results: number): void {
  if (stdout && results > 1) {
    const noun = every === "all" ? "hour" : every;
    throw new UsageError(`Cannot write ${results} ${noun}s with --stdout: expected START alone`);
  }
  const wikimedia = baseUrls.find(isOnWikimedia);
  if (downloads > WIKIMEDIA_CONNECTIONS && wikimedia !== undefined) {
    throw new UsageError(
      `Cannot use --downloads ${downloads} with ${wikimedia}: that server allows ${WIKIMEDIA_CONNECTIONS} ` +
        "connections; expected --base-url of mirrors alone",
    );
  }
}

function isOnWikimedia(url: string): boolean {
  return /(^|\.)wikimedia\.org\.?$/.test(new URL(url).hostname);
}
