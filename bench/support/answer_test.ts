import { assertEquals, assertStringIncludes } from "@std/assert";
import { findDifference } from "./answer.ts";
import type { Answer, AnsweredPage } from "./contender.ts";

/** A list of 25 pages, of which the last three have one view each. */
const FULL_LIST: readonly AnsweredPage[] = Array.from({ length: 25 }, (_, index) => ({
  pageTitle: `Page_${index}`,
  countViews: Math.max(1, 23 - index),
}));

function answerOf(pages: readonly AnsweredPage[]): Answer {
  return new Map([["pageviews-20240101-010000 en", pages]]);
}

function withPage(index: number, page: Partial<AnsweredPage>): AnsweredPage[] {
  return FULL_LIST.with(index, { ...FULL_LIST[index], ...page });
}

Deno.test("findDifference() finds none when only the order of rows differs", () => {
  assertEquals(findDifference(answerOf(FULL_LIST.toReversed()), answerOf(FULL_LIST)), undefined);
});

Deno.test("findDifference() allows another title among those tied at the cut", () => {
  const actual = answerOf(withPage(24, { pageTitle: "Other" }));
  assertEquals(findDifference(actual, answerOf(FULL_LIST)), undefined);
});

Deno.test("findDifference() finds another title above the cut", () => {
  const actual = answerOf(withPage(3, { pageTitle: "Other" }));
  assertStringIncludes(findDifference(actual, answerOf(FULL_LIST))!, "rank 4");
});

Deno.test("findDifference() finds other views at the cut", () => {
  const actual = answerOf(withPage(24, { countViews: 2 }));
  assertStringIncludes(findDifference(actual, answerOf(FULL_LIST))!, "rank 23");
});

Deno.test("findDifference() finds another title among the last of a list that is not full", () => {
  const actual = answerOf([{ pageTitle: "Other", countViews: 1 }]);
  assertStringIncludes(findDifference(actual, answerOf([{ pageTitle: "Page", countViews: 1 }]))!, "Other");
});

Deno.test("findDifference() finds a page that is missing", () => {
  assertStringIncludes(
    findDifference(answerOf(FULL_LIST.slice(1)), answerOf(FULL_LIST))!,
    "24 pages instead of 25",
  );
});

Deno.test("findDifference() finds a list too many", () => {
  const actual: Answer = new Map([...answerOf(FULL_LIST), ["pageviews-20240101-010000 de", FULL_LIST]]);
  assertStringIncludes(findDifference(actual, answerOf(FULL_LIST))!, "de");
});
