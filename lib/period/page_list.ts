/**
 * What one dump says of one domain code, as far as it is kept: some pages with their views, and a bound for the others.
 *
 * @module
 */

/** What is known of one domain of one dump. */
export interface PageList {
  readonly domainCode: string;
  /** Page titles, each once. */
  readonly titles: readonly string[];
  /** Their views in the hour; 0 for a page that is known not to be there. */
  readonly counts: readonly number[];
  /** No other page has more views than this; 0 when there is no other page. */
  readonly bound: number;
}

/** Where a domain's lines are in a dump's text. */
export interface LineRange {
  /** How many bytes come before its first line. */
  readonly from: number;
  /** How many bytes come before the end of its last line. */
  readonly to: number;
  /**
   * Whether there is nothing between the two but well-formed lines of this domain, in strict byte order of their titles,
   * no two of which mean the same page.
   */
  readonly isSorted: boolean;
}

/** Where a domain's lines are in a file of packed lines. */
export interface PackedRange {
  /** How many bytes come before its first line. */
  readonly packedFrom: number;
  /** How many bytes come before the end of its last line; as many when there are none. */
  readonly packedTo: number;
  /** Where one may begin to read, in order; the first one is at the start. */
  readonly blocks: readonly PackedBlock[];
}

/** A place within packed lines: how many bytes come before it in the file, the next title, and the last title before. */
export type PackedBlock = readonly [offset: number, next: string, last: string];

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const LINE_FEED = "\n";
const CONTINUES = 0x80;
/** A count of 2^53-1 takes so many bytes. */
const MAX_COUNT_BYTES = 8;

/**
 * Writes pages down: their counts, seven bits a byte, the lowest first, then their titles between line feeds, which no
 * title holds.
 *
 * @param list The pages.
 * @returns What {@linkcode decodePages} reads.
 */
export function encodePages({ titles, counts }: Pick<PageList, "titles" | "counts">): Uint8Array {
  const text = encoder.encode(titles.join(LINE_FEED));
  const bytes = new Uint8Array(counts.length * MAX_COUNT_BYTES + text.length);
  let length = 0;
  for (const count of counts) length = encodeCount(count, bytes, length);
  bytes.set(text, length);
  return bytes.subarray(0, length + text.length);
}

/**
 * Writes one count.
 *
 * @param count Up to 2^53-1.
 * @param bytes Where to.
 * @param at At which position.
 * @returns The position after it.
 */
export function encodeCount(count: number, bytes: Uint8Array, at: number): number {
  let rest = count;
  while (rest >= CONTINUES) {
    bytes[at++] = rest % CONTINUES | CONTINUES;
    rest = Math.floor(rest / CONTINUES);
  }
  bytes[at++] = rest;
  return at;
}

/**
 * Reads what {@linkcode encodePages} wrote.
 *
 * @param bytes Of one list.
 * @param pages How many pages there are.
 * @returns The pages, in the same order.
 */
export function decodePages(bytes: Uint8Array, pages: number): Pick<PageList, "titles" | "counts"> {
  const counts = new Array<number>(pages);
  let at = 0;
  for (let i = 0; i < pages; i++) {
    let count = 0;
    let weight = 1;
    let byte = bytes[at++]!;
    while (byte >= CONTINUES) {
      count += (byte - CONTINUES) * weight;
      weight *= CONTINUES;
      byte = bytes[at++]!;
    }
    counts[i] = count + byte * weight;
  }
  const titles = pages === 0 ? [] : decoder.decode(bytes.subarray(at)).split(LINE_FEED);
  return { titles, counts };
}
