import type { ValueKind } from "./option_values.ts";

/** What defaults may depend on. */
export interface Machine {
  /** How many threads run at once, at least 1. */
  readonly cores: number;
}

/** What an option is described by. */
export interface Option {
  /** As on the command line, without the dashes. */
  readonly name: string;
  /** One letter that means the same. */
  readonly short?: string;
  /** What kind of value it takes, and how that is called in the help; a switch takes none. */
  readonly kind?: ValueKind<unknown>;
  readonly placeholder?: string;
  /** May be given several times. */
  readonly repeatable?: true;
  /** The environment variable that stands in when the option is not given. */
  readonly variable?: string;
  /** What holds when nothing is given, written as on the command line; may depend on the machine. */
  readonly default?: string | ((machine: Machine) => string);
  /** How the default is called in the help, where it cannot be quoted from here. */
  readonly defaultName?: string;
  /** One sentence without a full stop. */
  readonly meaning: string;
}

/**
 * How an option is written.
 *
 * @param option The option.
 * @returns Such as `--top N` or `-h, --help`.
 */
export function optionSyntax({ name, short, placeholder }: Option): string {
  return (short ? `-${short}, ` : "") + `--${name}` + (placeholder ? ` ${placeholder}` : "");
}

/**
 * What can be chosen, and what for.
 *
 * @param option The option.
 * @returns One sentence without a full stop.
 */
export function optionMeaning({ meaning, kind }: Option): string {
  return kind?.choices ? `${kind.choices.join(", ")}: ${meaning}` : meaning;
}

/**
 * What holds when an option is not given.
 *
 * @param option The option.
 * @returns The default, as it would be written or in words; undefined for a switch, which is off.
 */
export function optionDefault(option: Option): string | undefined {
  return typeof option.default === "string" ? option.default : option.defaultName;
}
