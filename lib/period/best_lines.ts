import { encodeCount } from "./page_list.ts";

/** A count of 2^53-1 takes so many bytes. */
const MAX_COUNT_BYTES = 8;
const LF = 0x0a;

/** A list of pages, written down as `encodePages()` does it. */
export interface EncodedPages {
  readonly bytes: Uint8Array;
  /** How many pages there are. */
  readonly pages: number;
  /** No page that is left out has more views than this; 0 when none is. */
  readonly bound: number;
}

/**
 * Keeps the pages with the most views of those it is given, as bytes. It gathers up to twice as many as asked for and
 * then throws the lower half away, so that nothing has to be kept in order.
 */
export class BestLines {
  readonly #depth: number;
  readonly #counts: Float64Array<ArrayBuffer>;
  readonly #starts: Uint32Array<ArrayBuffer>;
  readonly #ends: Uint32Array<ArrayBuffer>;
  #pages = 0;
  #titles = new Uint8Array(1 << 16);
  #titlesLength = 0;
  #bound = 0;

  /** @param depth How many to keep, at least 1. */
  constructor(depth: number) {
    this.#depth = depth;
    this.#counts = new Float64Array(2 * depth);
    this.#starts = new Uint32Array(2 * depth);
    this.#ends = new Uint32Array(2 * depth);
  }

  /** No page that was thrown away has more views than this; one with as many need not be added any more. */
  get bound(): number {
    return this.#bound;
  }

  /**
   * Adds a page.
   *
   * @param text Holds the title, as UTF-8.
   * @param from Where the title starts.
   * @param to Where it ends.
   * @param count Its views, more than `bound`.
   */
  add(text: Uint8Array, from: number, to: number, count: number): void {
    if (this.#pages === this.#counts.length) this.#prune();
    if (count <= this.#bound) return;
    const start = this.#titlesLength;
    const end = start + to - from;
    if (end > this.#titles.length) this.#grow(end);
    // Titles are short; a loop is quicker than a view of them.
    const titles = this.#titles;
    for (let i = from, at = start; i < to; i++) titles[at++] = text[i]!;
    this.#titlesLength = end;
    this.#starts[this.#pages] = start;
    this.#ends[this.#pages] = end;
    this.#counts[this.#pages++] = count;
  }

  /** Writes down the best pages, and begins anew. */
  take(): EncodedPages {
    if (this.#pages > this.#depth) this.#prune();
    const [pages, bound] = [this.#pages, this.#bound];
    const bytes = this.#encode();
    this.#pages = this.#titlesLength = this.#bound = 0;
    return { bytes, pages, bound };
  }

  /** Begins anew. */
  clear(): void {
    this.#pages = this.#titlesLength = this.#bound = 0;
  }

  #encode(): Uint8Array {
    const separators = Math.max(this.#pages - 1, 0);
    const bytes = new Uint8Array(this.#pages * MAX_COUNT_BYTES + this.#titlesLength + separators);
    let length = 0;
    for (let i = 0; i < this.#pages; i++) length = encodeCount(this.#counts[i]!, bytes, length);
    for (let i = 0; i < this.#pages; i++) {
      if (i > 0) bytes[length++] = LF;
      for (let at = this.#starts[i]!; at < this.#ends[i]!; at++) bytes[length++] = this.#titles[at]!;
    }
    return bytes.slice(0, length);
  }

  /** Keeps `depth` pages. Of those with as many views as the last of them, some go and some stay. */
  #prune(): void {
    const sorted = this.#counts.slice(0, this.#pages).sort();
    const bound = sorted[sorted.length - this.#depth - 1]!;
    let ties = this.#depth - (sorted.length - 1 - sorted.lastIndexOf(bound));
    let pages = 0;
    let titlesLength = 0;
    for (let i = 0; i < this.#pages; i++) {
      if (this.#counts[i]! < bound || this.#counts[i] === bound && ties-- <= 0) continue;
      const [start, end] = [this.#starts[i]!, this.#ends[i]!];
      this.#titles.copyWithin(titlesLength, start, end);
      this.#counts[pages] = this.#counts[i]!;
      this.#starts[pages] = titlesLength;
      titlesLength += end - start;
      this.#ends[pages++] = titlesLength;
    }
    this.#pages = pages;
    this.#titlesLength = titlesLength;
    this.#bound = bound;
  }

  #grow(least: number): void {
    const larger = new Uint8Array(Math.max(least, 2 * this.#titles.length));
    larger.set(this.#titles.subarray(0, this.#titlesLength));
    this.#titles = larger;
  }
}
