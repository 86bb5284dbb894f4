import { isUtf8 } from "node:buffer";
import { validUntil } from "../lib/rank/kernel.wasm";
import { kernelBytes, KernelDomain, TEXT_START } from "../lib/rank/kernel_text.ts";
import { type LineColumns, parseLine } from "../lib/rank/line.ts";
import { lineSpans } from "./support/sample.ts";

const encoder = new TextEncoder();
const titles = Array.from({ length: 10_000 }, (_, index) => `en Страница_number_${index} 1 0\n`);
const text = encoder.encode(titles.join(""));
const spans = lineSpans(text);
const columns: LineColumns = { domainEnd: 0, titleEnd: 0, countViews: 0 };
const end = TEXT_START + text.length;
const domain = new KernelDomain();
domain.set(encoder.encode("en "));
kernelBytes.set(text, TEXT_START);

Deno.bench("parseLine() on 10,000 lines of one view", { group: "skipping", baseline: true }, () => {
  for (const { start, end } of spans) parseLine(text, start, end, columns);
});

Deno.bench("skipLines() over them", { group: "skipping" }, () => {
  if (domain.skipLines(TEXT_START, end, 2) !== end) throw new Error("Cannot skip all lines");
});

Deno.bench("isUtf8() on them", { group: "UTF-8", baseline: true }, () => {
  if (!isUtf8(text)) throw new Error("Cannot find the text valid");
});

Deno.bench("validUntil() on them", { group: "UTF-8" }, () => {
  if (validUntil(TEXT_START, end) !== end) throw new Error("Cannot find the text valid");
});
