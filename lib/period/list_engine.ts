import { isUtf8 } from "node:buffer";
import { decodeField } from "../rank/field.ts";
import { innerQuotes, packAscending, packedEnd, skippedLines, validUntil } from "../rank/kernel.wasm";
import { DOUBTFUL_BYTES, kernelBytes, KernelDomain, RESULT_START } from "../rank/kernel_text.ts";
import { CR, LF, type LineColumns, parseLine } from "../rank/line.ts";
import type { LineCounts, MalformedLine } from "../rank/ranking.ts";
import { EXCERPT_CHARACTERS, type PageRanker, Tally } from "../rank/tally.ts";
import { compareBytes, sharedLength } from "./byte_text.ts";
import { BestLines, type EncodedPages } from "./best_lines.ts";
import { LineBlocks } from "./line_blocks.ts";
import type { LineRange, PackedBlock, PackedRange } from "./page_list.ts";

/** Takes packed lines, one domain after the other. */
export interface PackedSink {
  /** How many bytes have been taken. */
  readonly length: number;
  /** Takes some more; they are gone when it returns. */
  readonly write: (bytes: Uint8Array) => void;
}

/** One domain code of a dump. */
export interface FoundDomain extends LineRange, PackedRange {
  readonly domainCode: string;
  /** Lines that are well-formed. */
  readonly lines: number;
  /** Its pages; undefined when a page may have several lines, which take another look to be added up. */
  readonly list: EncodedPages | undefined;
}

/** What one reading of a dump gives. */
export interface FoundLists {
  /** In the order in which they first come up. */
  readonly domains: readonly FoundDomain[];
  readonly counts: LineCounts;
  readonly malformedLines: readonly MalformedLine[];
  /** Bytes of text. */
  readonly inflatedBytes: number;
}

const QUOTE = 0x22;
/** Packed lines can be begun with at places at least so far apart. */
const LEAST_BLOCK_BYTES = 65_536;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();
const NO_TITLE = new Uint8Array(0);
const NO_RANKER: PageRanker = { offer: () => {}, toSorted: () => [] };

/** A domain while its lines come. */
interface Domain {
  readonly domainCode: string;
  from: number;
  to: number;
  readonly packedFrom: number;
  packedTo: number;
  readonly blocks: PackedBlock[];
  lines: number;
  /** The title of its last line as it stands in the dump. */
  lastTitle: Uint8Array | undefined;
  /** Whether titles may come that start with `"`, which stands before all letters and digits. */
  isBeforeQuotes: boolean;
  isAscending: boolean;
  hasMalformedLines: boolean;
  hasInvalidUtf8: boolean;
  /** Titles that are quoted, and empty ones or such with `"` that are not: two of them may mean the same page. */
  hasQuotedTitles: boolean;
  hasRawQuotes: boolean;
  list: EncodedPages | undefined;
}

/**
 * Reads a dump once and keeps the first pages of each domain. As the ranking does, it has the kernel pass over the lines
 * that do not get in. It also finds out where it may be trusted: a page that has several lines, as it happens in dumps
 * that are not sorted, would be taken for several pages.
 */
export class ListEngine {
  readonly #tally: Tally<PageRanker>;
  readonly #blocks = new LineBlocks((from, end, offset) => this.#takeBlock(from, end, offset));
  readonly #columns: LineColumns = { domainEnd: 0, titleEnd: 0, countViews: 0 };
  readonly #domains = new Map<string, Domain>();
  readonly #kernelDomain = new KernelDomain();
  readonly #best: BestLines;
  readonly #packed: PackedSink | undefined;
  #domain: Domain | undefined;
  #domainField = new Uint8Array(0);
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
    return { domains: [...this.#domains.values()].map(foundDomain), counts, malformedLines, inflatedBytes };
  }

  #takeBlock(from: number, end: number, offset: number): void {
    this.#shift = offset - from;
    this.#unchecked = from;
    let start = from;
    while (start < end) {
      const valid = validUntil(start, end);
      const validEnd = valid === end ? end : Math.max(start, kernelBytes.lastIndexOf(LF, valid - 1) + 1);
      start = this.#takeValidLines(start, validEnd);
      const doubtfulEnd = Math.min(end, valid + DOUBTFUL_BYTES);
      while (start < doubtfulEnd) start = this.#look(start, true);
    }
    this.#checkOrder(end);
  }

  #takeValidLines(from: number, end: number): number {
    let start = from;
    while (start < end) {
      start = this.#kernelDomain.skipLines(start, end, this.#minViews());
      this.#count(skippedLines());
      if (start < end) start = this.#look(start, false);
    }
    return start;
  }

  #minViews(): number {
    return this.#domain && !this.#domain.isBeforeQuotes ? this.#best.bound + 1 : 0;
  }

  #count(lines: number): void {
    this.#tally.lines += lines;
    this.#tally.considered += lines;
    if (this.#domain) this.#domain.lines += lines;
  }

  /** Takes one line in full, and tells where the next one starts. */
  #look(start: number, isDoubtful: boolean): number {
    const lf = kernelBytes.indexOf(LF, start);
    const end = lf > start && kernelBytes[lf - 1] === CR ? lf - 1 : lf;
    const isInvalid = isDoubtful && !isUtf8(kernelBytes.subarray(start, end));
    if (isInvalid) this.#tally.invalidUtf8++;
    const fault = parseLine(kernelBytes, start, end, this.#columns);
    if (fault) {
      this.#tally.lines++;
      this.#tally.addMalformed(
        fault,
        decoder.decode(kernelBytes.subarray(start, start + 4 * EXCERPT_CHARACTERS)),
      );
      this.#stepOver(start, lf + 1);
      return lf + 1;
    }
    const domain = this.#domainAt(start);
    this.#count(1);
    if (isInvalid) domain.hasInvalidUtf8 = true;
    this.#offer(domain, isInvalid);
    return lf + 1;
  }

  #offer(domain: Domain, isInvalid: boolean): void {
    const { domainEnd, titleEnd, countViews } = this.#columns;
    const first = domainEnd + 1;
    const startsWithQuote = kernelBytes[first] === QUOTE && first < titleEnd;
    if (!startsWithQuote && !isInvalid) {
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

  /** The domain of the line that is looked at. */
  #domainAt(start: number): Domain {
    const field = kernelBytes.subarray(start, this.#columns.domainEnd + 1);
    if (this.#domain && isSame(field, this.#domainField)) return this.#domain;
    this.#checkOrder(start);
    this.#endRun();
    this.#domainField = field.slice();
    this.#kernelDomain.set(field);
    this.#domain = this.#startRun(decodeField(field.subarray(0, -1)), start);
    return this.#domain;
  }

  #startRun(domainCode: string, start: number): Domain {
    const from = start + this.#shift;
    const known = this.#domains.get(domainCode);
    this.#unchecked = start;
    if (known) {
      known.isAscending = false;
      known.list = undefined;
      return known;
    }
    this.#tally.domain(domainCode);
    const domain: Domain = {
      domainCode,
      from,
      to: from,
      packedFrom: this.#packed?.length ?? 0,
      packedTo: this.#packed?.length ?? 0,
      blocks: [],
      lines: 0,
      lastTitle: undefined,
      isBeforeQuotes: true,
      isAscending: true,
      hasMalformedLines: false,
      hasInvalidUtf8: false,
      hasQuotedTitles: false,
      hasRawQuotes: false,
      list: undefined,
    };
    this.#domains.set(domainCode, domain);
    return domain;
  }

  #endRun(): void {
    const domain = this.#domain;
    if (!domain) return;
    if (mayRepeatPages(domain)) this.#best.clear();
    else domain.list = this.#best.take();
  }

  /** Looks at the order of the lines from the last ones looked at to a position. */
  #checkOrder(end: number): void {
    const [domain, from] = [this.#domain, this.#unchecked];
    this.#unchecked = end;
    if (!domain || from >= end) return;
    domain.to = end + this.#shift;
    if (!domain.isAscending) return;
    const titleOffset = this.#domainField.length;
    const firstTitle = titleOf(from + titleOffset);
    const { lastTitle = NO_TITLE } = domain;
    const shared = sharedLength(lastTitle, firstTitle);
    if (lastTitle !== NO_TITLE && compareBytes(lastTitle, firstTitle) >= 0) domain.isAscending = false;
    const packedStart = this.#packed ? RESULT_START : 0;
    if (packAscending(from, end, titleOffset, shared, packedStart) < end) domain.isAscending = false;
    if (this.#packed) {
      const [lastBlock = -Infinity] = domain.blocks.at(-1) ?? [];
      if (domain.packedTo - lastBlock >= LEAST_BLOCK_BYTES) {
        domain.blocks.push([domain.packedTo, decoder.decode(firstTitle), decoder.decode(lastTitle)]);
      }
      this.#packed.write(kernelBytes.subarray(RESULT_START, packedEnd()));
      domain.packedTo = this.#packed.length;
    }
    if (innerQuotes() > 0) domain.hasRawQuotes = true;
    const lastLine = Math.max(from, kernelBytes.lastIndexOf(LF, end - 2) + 1);
    domain.lastTitle = titleOf(lastLine + titleOffset).slice();
  }
}

/** The title that starts at a position; it ends at the space before the count. */
function titleOf(start: number): Uint8Array {
  return kernelBytes.subarray(start, kernelBytes.indexOf(0x20, start));
}

function mayRepeatPages(domain: Domain): boolean {
  return !domain.isAscending || domain.hasInvalidUtf8 || domain.hasQuotedTitles && domain.hasRawQuotes;
}

function foundDomain(domain: Domain): FoundDomain {
  const { domainCode, from, to, packedFrom, packedTo, blocks, lines, list } = domain;
  return {
    domainCode,
    from,
    to,
    packedFrom,
    packedTo,
    blocks,
    lines,
    isSorted: list !== undefined && !domain.hasMalformedLines,
    list: mayRepeatPages(domain) ? undefined : list,
  };
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && sharedLength(a, b) === a.length;
}
