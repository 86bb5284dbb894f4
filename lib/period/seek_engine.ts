import { decodeField } from "../rank/field.ts";
import { kernelBytes, KernelDomain } from "../rank/kernel_text.ts";
import { CR, LF, type LineColumns, parseLine, SPACE } from "../rank/line.ts";
import { LineBlocks } from "../rank/line_blocks.ts";
import type { LineRange } from "./page_list.ts";
import { titleFields } from "./title_fields.ts";
import { changedDump, lineScanner } from "./sum_lines.ts";
import type { ListQuestion } from "./top_of_sums.ts";

/** A question about one domain of a dump, and where its lines are. */
export interface DomainQuestion extends LineRange, ListQuestion {
  readonly domainCode: string;
}

/** What is found for one domain: views by title; titles that were asked for and are not there have 0. */
export interface DomainAnswer {
  readonly domainCode: string;
  readonly views: ReadonlyMap<string, number>;
}

/** One domain while its lines come by. */
interface Search extends LineRange {
  /** Takes the lines of the domain in the block, or a part of them. */
  readonly take: (from: number, end: number) => void;
  readonly views: Map<string, number>;
}

/**
 * Looks up pages in a dump whose domains are known from a first reading. Only the lines of the domains in question are
 * looked at, and where they are sorted, which the first reading has proved, only a few of them.
 */
export class SeekEngine {
  readonly #searches: readonly (Search & { readonly domainCode: string })[];
  readonly #blocks = new LineBlocks((from, end, offset) => this.#takeBlock(from, end, offset), changedDump);
  /** Searches before this one are over. */
  #next = 0;

  /** @param questions At most one for each domain. */
  constructor(questions: readonly DomainQuestion[]) {
    this.#searches = questions
      .map((question) => ({ domainCode: question.domainCode, ...startSearch(question) }))
      .sort((a, b) => a.from - b.from);
  }

  /** Whether nothing that is to come matters. */
  get isOver(): boolean {
    return this.#next === this.#searches.length;
  }

  /**
   * Takes the next bytes of the dump's text.
   *
   * @param chunk Of any length.
   */
  push(chunk: Uint8Array): void {
    this.#blocks.push(chunk);
  }

  /** Ends the dump. */
  finish(): readonly DomainAnswer[] {
    this.#blocks.finish();
    return this.#searches.map(({ domainCode, views }) => ({ domainCode, views }));
  }

  #takeBlock(from: number, end: number, offset: number): void {
    const shift = from - offset;
    for (let i = this.#next; i < this.#searches.length; i++) {
      const search = this.#searches[i]!;
      if (search.from + shift >= end) return;
      if (search.to + shift > from) {
        search.take(Math.max(from, search.from + shift), Math.min(end, search.to + shift));
      }
      if (i === this.#next && search.to + shift <= end) this.#next++;
    }
  }
}

function startSearch(question: DomainQuestion): Search {
  const views = new Map<string, number>();
  for (const title of question.titles) views.set(title, 0);
  const { from, to, isSorted } = question;
  return {
    from,
    to,
    isSorted,
    views,
    take: isSorted ? sortedSearch(question, views) : plainSearch(question, views),
  };
}

/** Looks at every line; pages that have several are named already, and asked for by title or not at all. */
function plainSearch(
  { domainCode, titles, minViews = Infinity }: DomainQuestion,
  views: Map<string, number>,
): Search["take"] {
  const wanted = new Set(titles);
  return lineScanner((lineDomain, titleFrom, titleTo, count) => {
    if (lineDomain !== domainCode) return;
    const title = decodeField(kernelBytes.subarray(titleFrom, titleTo));
    if (wanted.has(title)) views.set(title, views.get(title)! + count);
    else if (count >= minViews) views.set(title, count);
  });
}

/** Finds each title by halving, and has the kernel look for the pages with many views. */
function sortedSearch(question: DomainQuestion, views: Map<string, number>): Search["take"] {
  const wanted = titleFields(question.titles);
  let next = 0;
  const columns: LineColumns = { domainEnd: 0, titleEnd: 0, countViews: 0 };
  const takeMany = question.minViews === undefined ? undefined : manyViewsSearch(question.minViews, views);
  return (from, end) => {
    takeMany?.(from, end);
    let low = from;
    for (; next < wanted.length; next++) {
      const { title, bytes } = wanted[next]!;
      low = firstLineNotBefore(bytes, low, end);
      if (low === end) return;
      readLine(low, columns);
      if (compareField(bytes, columns.domainEnd + 1) === 0) views.set(title, columns.countViews);
    }
  };
}

function manyViewsSearch(minViews: number, views: Map<string, number>): Search["take"] {
  const columns: LineColumns = { domainEnd: 0, titleEnd: 0, countViews: 0 };
  const kernelDomain = new KernelDomain();
  return (from, end) => {
    kernelDomain.set(kernelBytes.slice(from, kernelBytes.indexOf(SPACE, from) + 1));
    let start = from;
    while ((start = kernelDomain.skipLines(start, end, minViews)) < end) {
      const next = readLine(start, columns);
      const { domainEnd, titleEnd, countViews } = columns;
      if (countViews >= minViews) {
        views.set(decodeField(kernelBytes.subarray(domainEnd + 1, titleEnd)), countViews);
      }
      start = next;
    }
  };
}

/** Takes a well-formed line apart, and tells where the next one starts. */
function readLine(start: number, columns: LineColumns): number {
  const lf = kernelBytes.indexOf(LF, start);
  parseLine(kernelBytes, start, kernelBytes[lf - 1] === CR ? lf - 1 : lf, columns);
  return lf + 1;
}

/** Where the first line starts whose title is not before the one that is looked for. */
function firstLineNotBefore(title: Uint8Array, from: number, end: number): number {
  let low = from;
  let high = end;
  while (low < high) {
    const middle = Math.max(low, kernelBytes.lastIndexOf(LF, (low + high >> 1) - 1) + 1);
    if (compareField(title, kernelBytes.indexOf(SPACE, middle) + 1) <= 0) high = middle;
    else low = kernelBytes.indexOf(LF, middle) + 1;
  }
  return low;
}

/** Compares a title with the one at a position, which ends at a space. Below 0 when the first one comes first. */
function compareField(title: Uint8Array, at: number): number {
  for (let i = 0; i < title.length; i++) {
    const byte = kernelBytes[at + i]!;
    if (byte === SPACE) return 1;
    if (title[i] !== byte) return title[i]! - byte;
  }
  return kernelBytes[at + title.length] === SPACE ? 0 : -1;
}
