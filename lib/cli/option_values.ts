import { isContact } from "../download/user_agent.ts";

/** A kind of option value: what is expected, and how its text is read. */
export interface ValueKind<T> {
  /** For usage errors, as in `a whole number from 1 to 9`. */
  readonly expected: string;
  /** All that can be chosen, where it is a choice. */
  readonly choices?: readonly string[];
  /** Reads a text that is not empty; undefined when it is not of this kind. */
  readonly read: (text: string) => T | undefined;
}

/** Anything: the name of a file or folder. */
export const path: ValueKind<string> = { expected: "a path", read: (text) => text };

/** Whom the server's people may write to. */
export const contact: ValueKind<string> = {
  expected: "a web page or mail address in printable ASCII without ( ) \\",
  read: (text) => isContact(text) ? text : undefined,
};

/** Domain codes between commas; `*` stands for any characters. */
export const domainPatterns: ValueKind<readonly string[]> = {
  expected: "domain codes between commas, such as en,en.m,*.voy",
  read: (text) => {
    const patterns = text.split(",").map((pattern) => pattern.trim());
    return patterns.every((pattern) => /^[\w.*-]+$/.test(pattern)) ? patterns : undefined;
  },
};

/** Where dumps lie, without a slash at the end. */
export const baseUrl: ValueKind<string> = {
  expected: "an http or https URL without a user name, a query or a fragment",
  read: (text) => {
    const url = URL.parse(text);
    if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return undefined;
    if (/[?#]/.test(text)) return undefined;
    return url.href.replace(/\/+$/, "");
  },
};

/** A share of all, written as a percentage with or without decimals; read as 0 to 1. */
export const percentage: ValueKind<number> = {
  expected: "a percentage from 0 to 100, such as 0.5",
  read: (text) => {
    const share = Number(text) / 100;
    return /^\d+(\.\d+)?$/.test(text) && share <= 1 ? share : undefined;
  },
};

/**
 * A number of things.
 *
 * @param least The smallest that is allowed.
 * @param most The largest that is allowed.
 * @returns The kind; decimal digits alone are read.
 */
export function wholeNumber(least: number, most: number): ValueKind<number> {
  return {
    expected: `a whole number from ${least} to ${most}`,
    read: (text) => {
      const number = Number(text);
      return /^\d+$/.test(text) && number >= least && number <= most ? number : undefined;
    },
  };
}

/**
 * A time, written in whole seconds and read as milliseconds.
 *
 * @param most The longest that is allowed, in seconds.
 * @returns The kind.
 */
export function seconds(most: number): ValueKind<number> {
  const { expected, read } = wholeNumber(1, most);
  return {
    expected: `${expected} (seconds)`,
    read: (text) => {
      const number = read(text);
      return number === undefined ? undefined : number * 1000;
    },
  };
}

/**
 * A choice.
 *
 * @param choices What can be chosen, in lower case.
 * @returns The kind.
 */
export function oneOf<const T extends string>(...choices: readonly T[]): ValueKind<T> {
  return {
    expected: `one of ${choices.join(", ")}`,
    choices,
    read: (text) => choices.find((choice) => choice === text),
  };
}
