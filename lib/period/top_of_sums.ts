import type { RankedPage } from "../rank/ranking.ts";
import { TopList } from "../rank/top_list.ts";

/** Stands for all numbers of views above 2^53-1, which cannot be added up exactly. */
export const TOO_MANY_VIEWS: number = 2 ** 53;

/** What is known of one list of pages. */
export interface KnownList {
  /** Pages whose views are known, each once, in any order. */
  readonly titles: readonly string[];
  /** Their views, 0 included. */
  readonly counts: readonly number[];
  /** No other page has more views than this; 0 when there is no other page. */
  readonly bound: number;
  /** Pages that count as not being there. */
  readonly excluded: ReadonlySet<string> | undefined;
}

/** What is to be found out about one list. */
export interface ListQuestion {
  /** Asks for every page with at least so many views; undefined: for none. */
  readonly minViews: number | undefined;
  /** Pages whose views are asked for. */
  readonly titles: readonly string[];
}

/** Which pages to find. */
export interface TopSelection {
  /** How many, at least 1. */
  readonly top: number;
  /** Pages with fewer views are left out; at least 1. */
  readonly minViews: number;
}

/** The answer, or what has to be known for it: a question for each list, undefined where there is none. */
export type TopOfSums =
  | { readonly pages: readonly RankedPage[] }
  | { readonly questions: readonly (ListQuestion | undefined)[] };

/** What is known of one page. */
interface PartialSum {
  /** The views that are known. */
  sum: number;
  /** The bounds of the lists that have named it, added up. */
  namedBounds: number;
}

/**
 * Finds the pages with the most views over several lists of which only parts are known, by the three-phase uniform
 * threshold algorithm (TPUT): Cao and Wang, "Efficient Top-K Query Calculation in Distributed Networks", PODC 2004,
 * https://doi.org/10.1145/1011767.1011798.
 *
 * The N-th largest known sum is a lower bound for the N-th place. Where a page that nobody has named could reach it,
 * the lists are asked for all pages from a threshold on, one that lets no unnamed page get there. The pages
 * that can still get there are candidates; whoever has not named one is asked for its views. When nothing is left to ask
 * for, the best candidates are the answer. It is exact: a page that may at best be equal to the N-th is a candidate, so
 * that the titles can decide.
 *
 * @param lists What is known.
 * @param selection Which pages to find.
 * @returns The pages, best first, equal sums by title in byte order; or questions. Once these are answered in `lists`,
 *   a further call gives the pages, or, after a question with `minViews`, may ask for `titles` once more.
 * @throws {RangeError} When the views of a page come to more than 2^53-1, above which sums would not be exact.
 */
export function topOfSums(lists: readonly KnownList[], { top, minViews }: TopSelection): TopOfSums {
  const partials = addUp(lists);
  checkSums(partials);
  const leastSum = Math.max(nthLargest(partials, top), minViews);
  const threshold = thresholdFor(lists, leastSum);
  const bounds = lists.map(({ bound }) => Math.min(bound, threshold - 1));
  if (threshold < Infinity) setNamedBounds(partials, lists, bounds);
  const candidates = candidatesOf(partials, bounds, leastSum);
  const unknown = unknownCounts(candidates, lists, bounds);
  if (threshold === Infinity && unknown.every((titles) => titles.length === 0)) {
    return { pages: best(candidates, top, minViews) };
  }
  const questions = lists.map(({ bound }, index): ListQuestion | undefined => {
    const titles = unknown[index]!;
    const asksForMore = bound >= threshold;
    return asksForMore || titles.length > 0
      ? { minViews: asksForMore ? threshold : undefined, titles }
      : undefined;
  });
  return { questions };
}

function addUp(lists: readonly KnownList[]): Map<string, PartialSum> {
  const partials = new Map<string, PartialSum>();
  for (const { titles, counts, bound, excluded } of lists) {
    for (let i = 0; i < titles.length; i++) {
      const title = titles[i]!;
      if (excluded?.has(title)) continue;
      const partial = partials.get(title);
      if (partial) {
        partial.sum += counts[i]!;
        partial.namedBounds += bound;
      } else partials.set(title, { sum: counts[i]!, namedBounds: bound });
    }
  }
  return partials;
}

function checkSums(partials: ReadonlyMap<string, PartialSum>): void {
  for (const [title, { sum }] of partials) {
    if (sum >= TOO_MANY_VIEWS) {
      throw new RangeError(`the views of the page ${JSON.stringify(title)} come to more than 2^53-1`);
    }
  }
}

/** 0 when there are fewer. */
function nthLargest(partials: ReadonlyMap<string, PartialSum>, n: number): number {
  if (partials.size < n) return 0;
  const sums = new Float64Array(partials.size);
  let index = 0;
  for (const { sum } of partials.values()) sums[index++] = sum;
  return sums.sort()[sums.length - n]!;
}

/** The largest threshold below which no unnamed page can reach a sum; Infinity when none can as it is. */
function thresholdFor(lists: readonly KnownList[], leastSum: number): number {
  const open = lists.filter(({ bound }) => bound > 0);
  return total(open.map(({ bound }) => bound)) < leastSum ? Infinity : Math.ceil(leastSum / open.length);
}

function setNamedBounds(
  partials: ReadonlyMap<string, PartialSum>,
  lists: readonly KnownList[],
  bounds: readonly number[],
): void {
  for (const partial of partials.values()) partial.namedBounds = 0;
  for (const [index, { titles, excluded }] of lists.entries()) {
    for (const title of titles) {
      if (!excluded?.has(title)) partials.get(title)!.namedBounds += bounds[index]!;
    }
  }
}

/** The pages that may have at least `leastSum` views. Bounds come to less than that, and so can be added up exactly. */
function candidatesOf(
  partials: ReadonlyMap<string, PartialSum>,
  bounds: readonly number[],
  leastSum: number,
): Map<string, number> {
  const allBounds = total(bounds);
  const candidates = new Map<string, number>();
  for (const [title, { sum, namedBounds }] of partials) {
    if (sum + (allBounds - namedBounds) >= leastSum) candidates.set(title, sum);
  }
  return candidates;
}

/** The candidates that each list has yet to name. */
function unknownCounts(
  candidates: ReadonlyMap<string, number>,
  lists: readonly KnownList[],
  bounds: readonly number[],
): string[][] {
  return lists.map(({ titles, excluded }, index) => {
    if (bounds[index] === 0) return [];
    const unknown = new Set(candidates.keys());
    for (const title of titles) unknown.delete(title);
    return excluded ? [...unknown].filter((title) => !excluded.has(title)) : [...unknown];
  });
}

function best(candidates: ReadonlyMap<string, number>, top: number, minViews: number): RankedPage[] {
  const list = new TopList(top);
  for (const [pageTitle, countViews] of candidates) {
    if (countViews >= minViews) list.offer({ pageTitle, countViews });
  }
  return list.toSorted();
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
