import { decodeField } from "../rank/field.ts";
import { KernelLines, longLine } from "../rank/kernel_lines.ts";
import { kernelBytes } from "../rank/kernel_text.ts";
import { LineBlocks } from "../rank/line_blocks.ts";
import type { LineColumns } from "../rank/line.ts";
import type { DumpFacts } from "../rank/ranking.ts";
import { type PageRanker, Tally } from "../rank/tally.ts";
import { BestLines } from "./best_lines.ts";
import { type FoundDomain, ListedDomain, type PackedSink } from "./listed_domain.ts";

/** What one reading of a dump gives. */
export interface FoundLists extends DumpFacts {
  /** In the order in which they first come up. */
  readonly domains: readonly FoundDomain[];
}

const QUOTE = 0x22;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();
const NO_RANKER: PageRanker = { offer: () => {}, toSorted: () => [] };

/**
 * Reads a dump once and keeps the first pages of each domain. It also finds out where it may be trusted: a page that has
 * several lines, as it happens in dumps that are not sorted, would be taken for several pages.
 */
export class ListEngine {
  readonly #tally: Tally<PageRanker>;
  readonly #lines: KernelLines;
  readonly #blocks: LineBlocks;
  readonly #domains = new Map<string, ListedDomain>();
  readonly #best: BestLines;
  readonly #packed: PackedSink | undefined;
  /** The domain of the last line, and how far after a line's start its titles start. */
  #domain: ListedDomain | undefined;
  #titleOffset = 0;
  /** Where the lines start, in the kernel's memory, whose order has not been looked at. */
  #unchecked = 0;
  /** What has to be added to a position in the kernel's memory to get the offset in the text. */
  #shift = 0;

  /**
   * @param depth How many pages of each domain to keep.
   * @param options `allowEmpty`: whether the dump may hold no line; `packed`: takes all lines of the domains that may be
   *   trusted, packed.
   */
  constructor(
    depth: number,
    { allowEmpty, packed }: { readonly allowEmpty: boolean; readonly packed: PackedSink | undefined },
  ) {
    const selection = { top: 1, wants: () => true, blacklist: new Map(), allowEmpty };
    this.#tally = new Tally(selection, () => NO_RANKER);
    this.#best = new BestLines(depth);
    this.#packed = packed;
    this.#lines = new KernelLines(this.#tally, {
      enterDomain: (domainCode, start, titleStart) => this.#enterDomain(domainCode, start, titleStart),
      minViews: () => this.#domain && !this.#domain.isBeforeQuotes ? this.#best.bound + 1 : 0,
      passOver: (lines) => this.#count(lines),
      take: (columns, isInvalidUtf8) => this.#take(columns, isInvalidUtf8),
      stepOver: (start, next) => this.#stepOver(start, next),
    });
    this.#blocks = new LineBlocks(
      (from, end, offset) => this.#readBlock(from, end, offset),
      () => longLine(this.#tally.lines + 1),
    );
  }

  /**
   * Takes the next bytes of the dump's text.
   *
   * @param chunk Of any length.
   * @throws {BadDump} When a line or the number of domains is beyond bounds.
   */
  push(chunk: Uint8Array): void {
    this.#tally.inflatedBytes += chunk.length;
    this.#blocks.push(chunk);
  }

  /**
   * Ends the dump.
   *
   * @throws {BadDump} When it held no line.
   */
  finish(): FoundLists {
    this.#blocks.finish();
    this.#endRun();
    const { counts, malformedLines, inflatedBytes } = this.#tally.finish();
    const domains = [...this.#domains.values()].map((domain) => domain.toFound());
    return { domains, counts, malformedLines, inflatedBytes };
  }

  #readBlock(from: number, end: number, offset: number): void {
    this.#shift = offset - from;
    this.#unchecked = from;
    this.#lines.read(from, end);
    this.#checkOrder(end);
  }

  #count(lines: number): void {
    this.#tally.considered += lines;
    if (this.#domain) this.#domain.lines += lines;
  }

  #take({ domainEnd, titleEnd, countViews }: LineColumns, isInvalidUtf8: boolean): void {
    this.#count(1);
    const domain = this.#domain!;
    if (isInvalidUtf8) domain.hasInvalidUtf8 = true;
    const first = domainEnd + 1;
    const startsWithQuote = kernelBytes[first] === QUOTE && first < titleEnd;
    if (!startsWithQuote && !isInvalidUtf8) {
      if (kernelBytes[first]! > QUOTE) domain.isBeforeQuotes = false;
      if (first === titleEnd) domain.hasRawQuotes = true;
      if (countViews > this.#best.bound) this.#best.add(kernelBytes, first, titleEnd, countViews);
      return;
    }
    const field = decoder.decode(kernelBytes.subarray(first, titleEnd));
    const title = decodeField(kernelBytes.subarray(first, titleEnd));
    if (title !== field) domain.hasQuotedTitles = true;
    else if (startsWithQuote) domain.hasRawQuotes = true;
    const bytes = encoder.encode(title);
    if (countViews > this.#best.bound) this.#best.add(bytes, 0, bytes.length, countViews);
  }

  /** Leaves a malformed line out of the look at the order. */
  #stepOver(start: number, next: number): void {
    this.#checkOrder(start);
    if (this.#domain) this.#domain.hasMalformedLines = true;
    this.#unchecked = next;
  }

  #enterDomain(domainCode: string, start: number, titleStart: number): void {
    this.#checkOrder(start);
    this.#endRun();
    this.#unchecked = start;
    this.#titleOffset = titleStart - start;
    const known = this.#domains.get(domainCode);
    if (known) known.resume();
    else this.#tally.domain(domainCode);
    this.#domain = known ?? new ListedDomain(domainCode, start + this.#shift, this.#packed);
    this.#domains.set(domainCode, this.#domain);
  }

  #endRun(): void {
    const domain = this.#domain;
    if (!domain) return;
    if (domain.mayRepeatPages) this.#best.clear();
    else domain.list = this.#best.take();
  }

  /** Looks at the order of the lines from the last ones looked at to a position. */
  #checkOrder(end: number): void {
    const from = this.#unchecked;
    this.#unchecked = end;
    if (from < end) this.#domain?.takeLines(from, end, this.#titleOffset, end + this.#shift);
  }
}
