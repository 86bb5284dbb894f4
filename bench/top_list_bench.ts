import { assertEquals } from "@std/assert";
import { BinaryHeap } from "@std/data-structures/binary-heap";
import { compareByteOrder } from "../lib/rank/byte_order.ts";
import { type LineColumns, parseLine } from "../lib/rank/line.ts";
import type { RankedPage } from "../lib/rank/ranking.ts";
import { TopList } from "../lib/rank/top_list.ts";
import { lineSpans, sampleText } from "./support/sample.ts";

const TOP = 25;

const text = sampleText(100_000);
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const columns: LineColumns = { domainEnd: 0, titleEnd: 0, countViews: 0 };
const pages = lineSpans(text).map(({ start, end }): RankedPage => {
  parseLine(text, start, end, columns);
  const { domainEnd, titleEnd, countViews } = columns;
  return { pageTitle: decoder.decode(text.subarray(domainEnd + 1, titleEnd)), countViews };
});

function compareRank(a: RankedPage, b: RankedPage): number {
  return b.countViews - a.countViews || compareByteOrder(a.pageTitle, b.pageTitle);
}

const lastListed = pages.toSorted(compareRank)[TOP - 1];

Deno.bench("BinaryHeap of @std, 25 of 100,000 pages", { group: "heap", baseline: true }, () => {
  const heap = new BinaryHeap<RankedPage>((a, b) => compareRank(b, a));
  for (const page of pages) {
    if (heap.length === TOP && compareRank(page, heap.peek()!) > 0) continue;
    heap.push(page);
    if (heap.length > TOP) heap.pop();
  }
  assertEquals(heap.toArray().sort(compareRank).at(-1), lastListed);
});

Deno.bench("TopList, 25 of 100,000 pages", { group: "heap" }, () => {
  const list = new TopList(TOP);
  for (const page of pages) list.offer(page);
  assertEquals(list.toSorted().at(-1), lastListed);
});
