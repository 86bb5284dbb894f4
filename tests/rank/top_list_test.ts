import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { compareByteOrder } from "../../lib/rank/byte_order.ts";
import type { RankedPage } from "../../lib/rank/ranking.ts";
import { TopList } from "../../lib/rank/top_list.ts";

const page = (pageTitle: string, countViews: number): RankedPage => ({ pageTitle, countViews });

function topOf(capacity: number, pages: readonly RankedPage[]): RankedPage[] {
  const list = new TopList(capacity);
  for (const each of pages) list.offer(each);
  return list.toSorted();
}

const arbitraryPages = fc.array(fc.record({
  pageTitle: fc.constantFrom("", "a", "b", "c", "d", "\ue000", "\ufffd", "😀"),
  countViews: fc.integer({ min: 1, max: 5 }),
}));

Deno.test("TopList keeps what a plain sort puts first", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), arbitraryPages, (capacity, pages) => {
      const sorted = pages.toSorted((a, b) =>
        b.countViews - a.countViews || compareByteOrder(a.pageTitle, b.pageTitle)
      );
      assertEquals(topOf(capacity, pages), sorted.slice(0, capacity));
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("TopList orders equal counts by title in byte order, also at the cut", () => {
  const pages = ["😀", "b", "\ufffd", "a"].map((title) => page(title, 3));
  assertEquals(topOf(4, pages).map(({ pageTitle }) => pageTitle), ["a", "b", "\ufffd", "😀"]);
  assertEquals(topOf(3, pages).map(({ pageTitle }) => pageTitle), ["a", "b", "\ufffd"]);
  assertEquals(topOf(1, pages), [page("a", 3)]);
});

Deno.test("TopList leaves out pages with fewer views than it is told", () => {
  const list = new TopList(3, 5);
  for (const views of [4, 5, 9, 1]) {
    assertEquals(list.admits(page("a", views)), views >= 5);
    list.offer(page("a", views));
  }
  assertEquals(list.toSorted(), [page("a", 9), page("a", 5)]);
  assertEquals(list.threshold, 5);
});

Deno.test("TopList.threshold is 1 until the list is full, then the fewest views in it", () => {
  const list = new TopList(2);
  assertEquals(list.threshold, 1);
  list.offer(page("a", 9));
  assertEquals(list.threshold, 1);
  list.offer(page("b", 5));
  assertEquals(list.threshold, 5);
  list.offer(page("c", 7));
  assertEquals(list.threshold, 7);
  list.offer(page("d", 1));
  assertEquals(list.threshold, 7);
});

Deno.test("TopList.admits() foretells whether offer() changes the list", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), arbitraryPages, (capacity, pages) => {
      const list = new TopList(capacity);
      for (const each of pages) {
        const before = list.toSorted();
        const admitted = list.admits(each);
        list.offer(each);
        const isPresent = before.some((one) =>
          one.pageTitle === each.pageTitle && one.countViews === each.countViews
        );
        const isChanged = JSON.stringify(list.toSorted()) !== JSON.stringify(before);
        if (!isPresent) assertEquals(isChanged, admitted);
      }
    }),
  );
});

Deno.test("TopList.toSorted() leaves the list as it is", () => {
  const list = new TopList(2);
  for (const each of [page("a", 1), page("b", 2)]) list.offer(each);
  assertEquals(list.toSorted(), list.toSorted());
  list.offer(page("c", 3));
  assertEquals(list.toSorted(), [page("c", 3), page("b", 2)]);
});
