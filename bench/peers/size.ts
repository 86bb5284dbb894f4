import { readCounts } from "../support/counts.ts";

/** What is compared, and how large it is. */
export interface Size {
  /** Whether it is the sums of a day; rankings of hours otherwise. */
  readonly isDay: boolean;
  /** Dumps of the comparison over many hours; with 1 there is none. */
  readonly hours: number;
  /** Lines of each dump. */
  readonly lines: number;
  /** Runs of each contender that count. */
  readonly runs: number;
}

const HOURS_OF_DAY = 24;

/**
 * Reads the command line.
 *
 * @param args `--hours N`, `--lines N`, `--runs N`; one hour of six million lines and five runs when left out. With
 *   `--day`, no `--hours`, and one million lines when left out: the peers that add up need room for a day of them.
 * @throws {TypeError} When it is anything else.
 */
export function readSize(args: readonly string[]): Size {
  const counts = args.filter((arg) => arg !== "--day");
  return counts.length < args.length
    ? { isDay: true, hours: HOURS_OF_DAY, ...readCounts(counts, { lines: 1_000_000, runs: 5 }) }
    : { isDay: false, ...readCounts(counts, { hours: 1, lines: 6_000_000, runs: 5 }) };
}
