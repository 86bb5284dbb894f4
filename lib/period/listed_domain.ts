import { innerQuotes, packAscending, packedEnd } from "../rank/kernel.wasm";
import { kernelBytes, RESULT_START } from "../rank/kernel_text.ts";
import { LF, SPACE } from "../rank/line.ts";
import type { EncodedPages } from "./best_lines.ts";
import { compareBytes, sharedLength } from "./byte_text.ts";
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

/** Packed lines can be begun with at places at least so far apart. */
const LEAST_BLOCK_BYTES = 65_536;
const NO_TITLE = new Uint8Array(0);
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * One domain while its lines come: where they are, and whether each page has one line, which is so when the titles
 * ascend. While they do, the lines are packed.
 */
export class ListedDomain {
  lines = 0;
  /** Whether titles may come that start with `"`, which stands before all letters and digits. */
  isBeforeQuotes = true;
  hasMalformedLines = false;
  hasInvalidUtf8 = false;
  /** Titles that are quoted, and empty ones or such with `"` that are not: two of them may mean the same page. */
  hasQuotedTitles = false;
  hasRawQuotes = false;
  list: EncodedPages | undefined;
  readonly #domainCode: string;
  readonly #packed: PackedSink | undefined;
  readonly #from: number;
  #to: number;
  readonly #packedFrom: number;
  #packedTo: number;
  readonly #blocks: PackedBlock[] = [];
  /** The title of its last line as it stands in the dump. */
  #lastTitle: Uint8Array | undefined;
  #isAscending = true;

  /**
   * @param domainCode Its code.
   * @param from How many bytes of the text come before its first line.
   * @param packed Takes its lines, packed.
   */
  constructor(domainCode: string, from: number, packed: PackedSink | undefined) {
    this.#domainCode = domainCode;
    this.#packed = packed;
    this.#from = this.#to = from;
    this.#packedFrom = this.#packedTo = packed?.length ?? 0;
  }

  /** Whether a page may have several lines. */
  get mayRepeatPages(): boolean {
    return !this.#isAscending || this.hasInvalidUtf8 || this.hasQuotedTitles && this.hasRawQuotes;
  }

  /** Its lines go on after those of others. */
  resume(): void {
    this.#isAscending = false;
    this.list = undefined;
  }

  /**
   * Looks at the order of its next lines.
   *
   * @param from Where they start in the kernel's memory.
   * @param end Where they end.
   * @param titleOffset How far after a line's start its title starts.
   * @param to How many bytes of the text come before `end`.
   */
  takeLines(from: number, end: number, titleOffset: number, to: number): void {
    this.#to = to;
    if (!this.#isAscending) return;
    const firstTitle = titleAt(from + titleOffset);
    const { lastTitle, shared } = this.#compareWithLast(firstTitle);
    const packedStart = this.#packed ? RESULT_START : 0;
    if (packAscending(from, end, titleOffset, shared, packedStart) < end) this.#isAscending = false;
    if (this.#packed) this.#pack(this.#packed, firstTitle, lastTitle);
    if (innerQuotes() > 0) this.hasRawQuotes = true;
    const lastLine = Math.max(from, kernelBytes.lastIndexOf(LF, end - 2) + 1);
    this.#lastTitle = titleAt(lastLine + titleOffset).slice();
  }

  /** What it comes to. */
  toFound(): FoundDomain {
    return {
      domainCode: this.#domainCode,
      from: this.#from,
      to: this.#to,
      packedFrom: this.#packedFrom,
      packedTo: this.#packedTo,
      blocks: this.#blocks,
      lines: this.lines,
      isSorted: this.list !== undefined && !this.hasMalformedLines,
      list: this.mayRepeatPages ? undefined : this.list,
    };
  }

  #compareWithLast(firstTitle: Uint8Array): { lastTitle: Uint8Array; shared: number } {
    const lastTitle = this.#lastTitle;
    if (!lastTitle) return { lastTitle: NO_TITLE, shared: 0 };
    if (compareBytes(lastTitle, firstTitle) >= 0) this.#isAscending = false;
    return { lastTitle, shared: sharedLength(lastTitle, firstTitle) };
  }

  #pack(packed: PackedSink, firstTitle: Uint8Array, lastTitle: Uint8Array): void {
    const [lastBlock = -Infinity] = this.#blocks.at(-1) ?? [];
    if (this.#packedTo - lastBlock >= LEAST_BLOCK_BYTES) {
      this.#blocks.push([this.#packedTo, decoder.decode(firstTitle), decoder.decode(lastTitle)]);
    }
    packed.write(kernelBytes.subarray(RESULT_START, packedEnd()));
    this.#packedTo = packed.length;
  }
}

/** The title that starts at a position; it ends at the space before the count. */
function titleAt(start: number): Uint8Array {
  return kernelBytes.subarray(start, kernelBytes.indexOf(SPACE, start));
}
