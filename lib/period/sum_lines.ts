import { BadDump } from "../rank/bad_dump.ts";
import { decodeField } from "../rank/field.ts";
import { kernelBytes } from "../rank/kernel_text.ts";
import { CR, LF, type LineColumns, parseLine } from "../rank/line.ts";
import { LineBlocks } from "../rank/line_blocks.ts";
import type { PageList } from "./page_list.ts";
import { TOO_MANY_VIEWS } from "./top_of_sums.ts";

/** A domain whose pages may have several lines. */
export interface UnsureDomain {
  readonly domainCode: string;
  /** Its lines, at least. */
  readonly lines: number;
}

/** The most lines whose pages are held in memory at once. */
const LINES_AT_ONCE = 500_000;

/** What the lines of one page come to. */
interface PageSum {
  /** No more than {@linkcode TOO_MANY_VIEWS}. */
  count: number;
  lines: number;
}

/** The pages of a domain that are kept so far. */
interface Kept {
  /** Those with several lines. */
  readonly named: [title: string, count: number][];
  /** The best of the others. */
  best: [title: string, count: number][];
  bound: number;
}

/**
 * Adds up the lines of each page, in the plain way: every line in full, every page in a map. It is for domains that may
 * have several lines a page, and takes the dump anew for every half million lines of them.
 *
 * @param inflate Gives the dump's text from its start.
 * @param domains The domains.
 * @param depth How many pages of each to keep; pages that have several lines are kept besides.
 * @returns Their pages.
 */
export async function sumLines(
  inflate: () => AsyncIterable<Uint8Array>,
  domains: readonly UnsureDomain[],
  depth: number,
): Promise<PageList[]> {
  const kept = new Map(domains.map(({ domainCode }): [string, Kept] => [
    domainCode,
    { named: [], best: [], bound: 0 },
  ]));
  const parts = Math.ceil(domains.reduce((sum, { lines }) => sum + lines, 0) / LINES_AT_ONCE);
  for (let part = 0; part < parts; part++) {
    const sums = await sumPart(inflate(), new Set(kept.keys()), (title) => hash(title) % parts === part);
    for (const [domainCode, pages] of sums) keepBest(kept.get(domainCode)!, pages, depth);
  }
  return [...kept].map(([domainCode, { named, best, bound }]) => {
    const pages = [...named, ...best];
    const [titles, counts] = [pages.map(([title]) => title), pages.map(([, count]) => count)];
    return { domainCode, titles, counts, bound };
  });
}

async function sumPart(
  text: AsyncIterable<Uint8Array>,
  domainCodes: ReadonlySet<string>,
  isInPart: (pageTitle: string) => boolean,
): Promise<Map<string, Map<string, PageSum>>> {
  const sums = new Map<string, Map<string, PageSum>>();
  await eachLine(text, (domainCode, titleFrom, titleTo, count) => {
    if (!domainCodes.has(domainCode)) return;
    const title = decodeField(kernelBytes.subarray(titleFrom, titleTo));
    if (!isInPart(title)) return;
    let pages = sums.get(domainCode);
    if (!pages) sums.set(domainCode, pages = new Map());
    const page = pages.get(title);
    if (page) {
      page.count = Math.min(page.count + count, TOO_MANY_VIEWS);
      page.lines++;
    } else pages.set(title, { count, lines: 1 });
  });
  return sums;
}

async function eachLine(
  text: AsyncIterable<Uint8Array>,
  take: (domainCode: string, titleFrom: number, titleTo: number, count: number) => void,
): Promise<void> {
  const scan = lineScanner(take);
  const blocks = new LineBlocks(scan, changedDump);
  for await (const chunk of text) blocks.push(chunk);
  blocks.finish();
}

/** What is wrong with a dump that is read again and is not what it was. */
export function changedDump(): BadDump {
  return new BadDump("Cannot read the dump again: it has changed since, and has a line of more than 64 KiB");
}

/**
 * Makes a reader of lines that looks at every one in full.
 *
 * @param take Takes each line that is well-formed: its domain code, where its title stands in the kernel's memory, as
 *   it stands in the dump, and its views.
 * @returns Reads the lines from one position in the kernel's memory to another.
 */
export function lineScanner(
  take: (domainCode: string, titleFrom: number, titleTo: number, count: number) => void,
): (from: number, end: number) => void {
  const columns: LineColumns = { domainEnd: 0, titleEnd: 0, countViews: 0 };
  let field = "";
  let domainCode = "";
  return (from, end) => {
    for (let start = from, lf = 0; start < end; start = lf + 1) {
      lf = kernelBytes.indexOf(LF, start);
      const lineEnd = lf > start && kernelBytes[lf - 1] === CR ? lf - 1 : lf;
      if (parseLine(kernelBytes, start, lineEnd, columns)) continue;
      const { domainEnd, titleEnd, countViews } = columns;
      const text = latin1(start, domainEnd);
      if (text !== field) {
        field = text;
        domainCode = decodeField(kernelBytes.subarray(start, domainEnd));
      }
      take(domainCode, domainEnd + 1, titleEnd, countViews);
    }
  };
}

/** A domain code is ASCII. */
function latin1(from: number, to: number): string {
  let text = "";
  for (let i = from; i < to; i++) text += String.fromCharCode(kernelBytes[i]!);
  return text;
}

/** Adds the pages, and keeps those with several lines and the best others. */
function keepBest(kept: Kept, pages: ReadonlyMap<string, PageSum>, depth: number): void {
  const others = [...kept.best];
  for (const [title, { count, lines }] of pages) (lines > 1 ? kept.named : others).push([title, count]);
  others.sort(([, a], [, b]) => b - a);
  kept.bound = Math.max(kept.bound, others[depth]?.[1] ?? 0);
  kept.best = others.slice(0, depth);
}

/** FNV-1a over UTF-16. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
