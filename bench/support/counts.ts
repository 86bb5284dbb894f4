import { parseArgs } from "@std/cli/parse-args";

/**
 * Reads a command line of whole numbers, such as `--runs 5`.
 *
 * @param args The command line.
 * @param defaults What may be given, and its value when it is not.
 * @throws {TypeError} When there is anything else on the command line, or a number is not whole and from 1 up.
 */
export function readCounts<Name extends string>(
  args: readonly string[],
  defaults: Readonly<Record<Name, number>>,
): Record<Name, number> {
  const names = Object.keys(defaults) as Name[];
  const given = parseArgs(args, {
    string: names,
    unknown: (argument: string) => {
      const expected = names.map((name) => `--${name} N`).join(", ");
      throw new TypeError(`Cannot use ${argument}: expected ${expected}`);
    },
  });
  const read = (name: Name): number => readCount(name, `${given[name] ?? defaults[name]}`);
  return Object.fromEntries(names.map((name) => [name, read(name)])) as Record<Name, number>;
}

function readCount(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new TypeError(`Cannot use "${text}" for --${name}: expected a whole number from 1 up`);
}
