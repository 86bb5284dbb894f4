import { assertEquals } from "@std/assert";
import { type LineColumns, parseLine } from "../lib/rank/line.ts";
import { lineSpans, sampleText } from "./support/sample.ts";

const text = sampleText(10_000);
const spans = lineSpans(text);
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const columns: LineColumns = { domainEnd: 0, titleEnd: 0, countViews: 0 };

const allViews = spans.reduce((sum, { start, end }) => {
  parseLine(text, start, end, columns);
  return sum + columns.countViews;
}, 0);

Deno.bench("decode(), split() and Number() on 10,000 lines", { group: "line", baseline: true }, () => {
  let views = 0;
  for (const { start, end } of spans) {
    const [_domainCode, _pageTitle, countViews] = decoder.decode(text.subarray(start, end)).split(" ");
    views += Number(countViews);
  }
  assertEquals(views, allViews);
});

Deno.bench("parseLine() on 10,000 lines", { group: "line" }, () => {
  let views = 0;
  for (const { start, end } of spans) {
    parseLine(text, start, end, columns);
    views += columns.countViews;
  }
  assertEquals(views, allViews);
});
