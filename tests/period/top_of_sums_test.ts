import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { type KnownList, topOfSums, type TopSelection } from "../../lib/period/top_of_sums.ts";
import { compareByteOrder } from "../../lib/rank/byte_order.ts";
import type { RankedPage } from "../../lib/rank/ranking.ts";

/** A whole list, of which `depth` pages are given at first. */
interface WholeList {
  readonly pages: ReadonlyMap<string, number>;
  readonly depth: number;
  readonly excluded: ReadonlySet<string>;
}

/** More would mean that the questions do not come to an end. */
const MAX_ROUNDS = 3;

function bruteForce(lists: readonly WholeList[], { top, minViews }: TopSelection): RankedPage[] {
  const sums = new Map<string, number>();
  for (const { pages, excluded } of lists) {
    for (const [title, count] of pages) {
      if (!excluded.has(title)) sums.set(title, (sums.get(title) ?? 0) + count);
    }
  }
  return [...sums]
    .map(([pageTitle, countViews]) => ({ pageTitle, countViews }))
    .filter(({ countViews }) => countViews >= minViews)
    .sort((a, b) => b.countViews - a.countViews || compareByteOrder(a.pageTitle, b.pageTitle))
    .slice(0, top);
}

function firstLook({ pages, depth, excluded }: WholeList): KnownList {
  const given = [...pages].sort(([, a], [, b]) => b - a).slice(0, depth);
  const bound = depth < pages.size ? given.at(-1)?.[1] ?? Infinity : 0;
  return { titles: given.map(([title]) => title), counts: given.map(([, count]) => count), bound, excluded };
}

/** Answers the questions from the whole lists until the answer is there. */
function ask(wholes: readonly WholeList[], selection: TopSelection): readonly RankedPage[] {
  let lists = wholes.map(firstLook);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const answer = topOfSums(lists, selection);
    if ("pages" in answer) return answer.pages;
    lists = lists.map((list, index) => {
      const question = answer.questions[index];
      if (!question) return list;
      const known = new Map(list.titles.map((title, i) => [title, list.counts[i]!]));
      const { pages } = wholes[index]!;
      const { minViews = Infinity } = question;
      for (const title of question.titles) known.set(title, pages.get(title) ?? 0);
      for (const [title, count] of pages) if (count >= minViews) known.set(title, count);
      const bound = Math.min(list.bound, minViews - 1);
      return { ...list, titles: [...known.keys()], counts: [...known.values()], bound };
    });
  }
  throw new Error(`There are still questions after ${MAX_ROUNDS} rounds`);
}

const TITLES = ["a", "b", "c", "d", "e", "f", "g", "h", "é", "\uFFFD", "😀", 'a"b'];
const title = fc.constantFrom(...TITLES);
/** Some so large that six of them still come to less than 2^53, but not with bounds on top. */
const count = fc.oneof(
  fc.integer({ min: 1, max: 4 }),
  fc.integer({ min: 1, max: 60 }),
  fc.integer({ min: 2 ** 50 + 2 ** 48 - 9, max: 2 ** 50 + 2 ** 48 }),
);
const wholeList: fc.Arbitrary<WholeList> = fc.record({
  pages: fc.uniqueArray(
    fc.tuple(title, count),
    { selector: ([name]) => name },
  ).map((pages) => new Map(pages)),
  depth: fc.integer({ min: 1, max: 12 }),
  excluded: fc.uniqueArray(title, { maxLength: 3 }).map((titles) => new Set(titles)),
});

Deno.test("topOfSums() finds what adding up everything finds", () => {
  fc.assert(
    fc.property(
      fc.array(wholeList, { maxLength: 6 }),
      fc.record({ top: fc.integer({ min: 1, max: 14 }), minViews: fc.integer({ min: 1, max: 20 }) }),
      (lists, selection) => assertEquals(ask(lists, selection), bruteForce(lists, selection)),
    ),
    { numRuns: 2000 },
  );
});

Deno.test("topOfSums() asks nothing when the parts known are enough", () => {
  const list: KnownList = { titles: ["a", "b", "c"], counts: [90, 50, 2], bound: 2, excluded: undefined };
  assertEquals(topOfSums([list, list], { top: 2, minViews: 1 }), {
    pages: [{ pageTitle: "a", countViews: 180 }, { pageTitle: "b", countViews: 100 }],
  });
});

Deno.test("topOfSums() finds the page that is in no list's first places", () => {
  const lists = ["a", "b", "c"].map((leader): WholeList => ({
    pages: new Map([[leader, 10], ["steady", 6]]),
    depth: 1,
    excluded: new Set(),
  }));
  assertEquals(ask(lists, { top: 1, minViews: 1 }), [{ pageTitle: "steady", countViews: 18 }]);
});

Deno.test("topOfSums() adds up to 2^53-1 views exactly, and no further", () => {
  const listOf = (count: number): KnownList => ({
    titles: ["a"],
    counts: [count],
    bound: 0,
    excluded: undefined,
  });
  const selection = { top: 1, minViews: 1 };
  const [half, rest] = [listOf(2 ** 52), listOf(2 ** 52 - 1)];
  assertEquals(topOfSums([half, rest], selection), {
    pages: [{ pageTitle: "a", countViews: 2 ** 53 - 1 }],
  });
  assertThrows(() => topOfSums([half, half], selection), RangeError, 'the page "a" come to more than 2^53-1');
});

Deno.test("topOfSums() tells near ties of huge sums apart while parts are unknown", () => {
  const unit = 2 ** 52 + 2;
  const lists: WholeList[] = [
    { pages: new Map([["b", unit], ["a", unit - 3], ["c", 5]]), depth: 1, excluded: new Set() },
    { pages: new Map([["a", 2 ** 52 - 4], ["b", 2 ** 52 - 7], ["d", 5]]), depth: 1, excluded: new Set() },
  ];
  assertEquals(ask(lists, { top: 2, minViews: 1 }), bruteForce(lists, { top: 2, minViews: 1 }));
});

Deno.test("topOfSums() asks a list only for the candidates that it has not named", () => {
  const lists: KnownList[] = [
    { titles: ["a", "b", "x"], counts: [90, 30, 5], bound: 5, excluded: undefined },
    { titles: ["a", "y"], counts: [90, 5], bound: 5, excluded: undefined },
    { titles: ["a"], counts: [1], bound: 0, excluded: undefined },
  ];
  const answer = topOfSums(lists, { top: 2, minViews: 1 });
  assert("questions" in answer);
  assertEquals(answer.questions, [undefined, { minViews: undefined, titles: ["b"] }, undefined]);
});
