import { parseArgs } from "@std/cli/parse-args";

/** How large the comparison is. */
export interface Size {
  /** Dumps of the comparison over many hours; with 1 there is none. */
  readonly hours: number;
  /** Lines of each dump. */
  readonly lines: number;
  /** Runs of each contender that count. */
  readonly runs: number;
}

/**
 * Reads the command line.
 *
 * @param args `--hours N`, `--lines N`, `--runs N`; one hour of six million lines and five runs when left out.
 * @throws {TypeError} When it is anything else.
 */
export function readSize(args: readonly string[]): Size {
  const given = parseArgs(args, {
    string: ["hours", "lines", "runs"],
    default: { hours: "1", lines: "6000000", runs: "5" },
    unknown: (argument: string) => {
      throw new TypeError(`Cannot use ${argument}: expected --hours N, --lines N or --runs N`);
    },
  });
  const read = (name: keyof Size): number => {
    const value = Number(given[name]);
    if (Number.isSafeInteger(value) && value > 0) return value;
    throw new TypeError(`Cannot use "${given[name]}" for --${name}: expected a whole number from 1 up`);
  };
  return { hours: read("hours"), lines: read("lines"), runs: read("runs") };
}
