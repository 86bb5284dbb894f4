import { BinaryHeap } from "@std/data-structures/binary-heap";
import { TextLineStream } from "@std/streams/text-line-stream";
import { compareByteOrder } from "./byte_order.ts";
import { unquoteField } from "./field.ts";
import { LineFault, MAX_DOMAIN_CODE_BYTES } from "./line.ts";
import { LineGuardStream } from "./line_guard_stream.ts";
import type { DumpRanking, RankedPage } from "./ranking.ts";
import { type PageRanker, type Selection, Tally } from "./tally.ts";

const DOMAIN_CODE = new RegExp(`^[!-~]{1,${MAX_DOMAIN_CODE_BYTES}}$`);

/** Below 0 when page `a` ranks before page `b`. */
function compareRank(a: RankedPage, b: RankedPage): number {
  return b.countViews - a.countViews || compareByteOrder(a.pageTitle, b.pageTitle);
}

/** A library's heap, whose root is the lowest of the pages kept. */
class HeapRanker implements PageRanker {
  readonly #heap = new BinaryHeap<RankedPage>((a, b) => compareRank(b, a));

  constructor(readonly top: number, readonly minViews: number) {}

  offer(page: RankedPage): void {
    if (page.countViews < this.minViews) return;
    const lowest = this.#heap.length < this.top ? undefined : this.#heap.peek();
    if (lowest && compareRank(page, lowest) > 0) return;
    this.#heap.push(page);
    if (lowest) this.#heap.pop();
  }

  toSorted(): RankedPage[] {
    return this.#heap.toArray().sort(compareRank);
  }
}

/** The page that a line tells of, or what is wrong with the line. */
function parseText(line: string): RankedPage & { domainCode: string } | LineFault {
  const columns = line.split(" ");
  if (columns.length !== 4) return LineFault.Columns;
  const [domainField, titleField, views, size] = columns;
  if (!DOMAIN_CODE.test(domainField)) return LineFault.DomainCode;
  if (!/^[0-9]*[1-9][0-9]*$/.test(views)) return LineFault.CountViews;
  const countViews = Number(views);
  if (countViews > Number.MAX_SAFE_INTEGER) return LineFault.LargeCountViews;
  if (!/^[0-9]+$/.test(size)) return LineFault.ResponseSize;
  return { domainCode: unquoteField(domainField), pageTitle: unquoteField(titleField), countViews };
}

function rankLine(tally: Tally<HeapRanker>, text: string): void {
  tally.lines++;
  const line = parseText(text);
  if (typeof line === "string") return tally.addMalformed(line, text);
  const domain = tally.domain(line.domainCode);
  if (!domain.wanted) {
    tally.filtered++;
    return;
  }
  tally.considered++;
  const { pageTitle, countViews } = line;
  if (!domain.blacklisted?.has(pageTitle)) domain.ranker.offer({ pageTitle, countViews });
}

/**
 * Ranks a dump in the plain way: as text, every line in full, with the runtime's streams and a library's
 * heap. It is the definition of the right answer, which the fast engine is held against.
 *
 * @param bytes The dump's text, inflated.
 * @param selection What is to be ranked.
 * @returns What the dump comes to.
 * @throws {BadDump} When a line or the number of domains is beyond bounds, or there is no line and that is
 *   not allowed.
 */
export async function rankStream(
  bytes: ReadableStream<Uint8Array>,
  selection: Selection,
): Promise<DumpRanking> {
  const tally = new Tally(selection, (top, minViews) => new HeapRanker(top, minViews));
  const guard = new LineGuardStream();
  const lines = bytes
    .pipeThrough(guard)
    .pipeThrough(new TextDecoderStream("utf-8", { ignoreBOM: true }))
    .pipeThrough(new TextLineStream());
  for await (const line of lines) rankLine(tally, line);
  tally.invalidUtf8 = guard.invalidUtf8;
  tally.inflatedBytes = guard.bytes;
  return tally.finish();
}
