import { escapeForTerminal } from "../escape.ts";
import { BadDump } from "./bad_dump.ts";
import { compareByteOrder } from "./byte_order.ts";
import type { LineFault } from "./line.ts";
import type { DumpRanking, LineCounts, MalformedLine, RankedPage } from "./ranking.ts";

/** How many malformed lines of a dump are kept to be shown. */
export const MALFORMED_LINES_KEPT = 5;
/** The most domain codes in a dump; the dumps' writer knows some 2,000. */
export const MAX_DOMAIN_CODES = 100_000;
/**
 * The most characters of all titles listed, so that a ranking can be held; all the titles of a real dump have half as
 * many.
 */
export const MAX_LISTED_CHARACTERS = 2 ** 28;

/** How much of a malformed line is kept, in UTF-16 units. */
export const EXCERPT_CHARACTERS = 200;

/** What is to be ranked. */
export interface Selection {
  /** How many pages a list has, at least 1. */
  readonly top: number;
  /** Pages with fewer views are not listed. Default: 1, which is all. */
  readonly minViews?: number;
  /** Whether the pages of a domain code are asked for. */
  readonly wants: (domainCode: string) => boolean;
  /** Pages to leave out: titles by domain code, decoded. */
  readonly blacklist: ReadonlyMap<string, ReadonlySet<string>>;
  /** Whether a dump may hold no line at all. Default: false. */
  readonly allowEmpty?: boolean;
}

/** The best pages of one domain; {@linkcode TopList}, or whatever else keeps the N best of what it is offered. */
export interface PageRanker {
  offer(page: RankedPage): void;
  toSorted(): RankedPage[];
}

/** What is known of one domain while its dump is read. */
export interface DomainTally<Ranker extends PageRanker> {
  readonly wanted: boolean;
  /** Titles to leave out. */
  readonly blacklisted: ReadonlySet<string> | undefined;
  readonly ranker: Ranker;
}

/** What has been read of a dump so far: the counts, and a ranker for each domain. */
export class Tally<Ranker extends PageRanker> {
  lines = 0;
  filtered = 0;
  considered = 0;
  invalidUtf8 = 0;
  inflatedBytes = 0;
  #malformed = 0;
  readonly #malformedLines: MalformedLine[] = [];
  readonly #domains = new Map<string, DomainTally<Ranker>>();
  readonly #selection: Selection;
  readonly #newRanker: (top: number, minViews: number) => Ranker;

  /**
   * @param selection What is to be ranked.
   * @param newRanker Makes a ranker that keeps the `top` best of those with `minViews` or more.
   */
  constructor(selection: Selection, newRanker: (top: number, minViews: number) => Ranker) {
    this.#selection = selection;
    this.#newRanker = newRanker;
  }

  /**
   * The domain of that code; a new one when it has not come up before.
   *
   * @throws {BadDump} When there are more than {@linkcode MAX_DOMAIN_CODES}.
   */
  domain(domainCode: string): DomainTally<Ranker> {
    const known = this.#domains.get(domainCode);
    if (known) return known;
    if (this.#domains.size === MAX_DOMAIN_CODES) {
      throw new BadDump(`Cannot rank a dump of more than ${MAX_DOMAIN_CODES} domain codes`);
    }
    const domain = {
      wanted: this.#selection.wants(domainCode),
      blacklisted: this.#selection.blacklist.get(domainCode),
      ranker: this.#newRanker(this.#selection.top, this.#selection.minViews ?? 1),
    };
    this.#domains.set(domainCode, domain);
    return domain;
  }

  /** Takes note of a malformed line, which has been counted in `lines` already. */
  addMalformed(reason: LineFault, line: string): void {
    this.#malformed++;
    if (this.#malformedLines.length === MALFORMED_LINES_KEPT) return;
    const excerpt = escapeForTerminal(line.slice(0, EXCERPT_CHARACTERS));
    this.#malformedLines.push({ lineNumber: this.lines, reason, excerpt });
  }

  /**
   * What the dump comes to.
   *
   * @throws {BadDump} When it held no line at all and that is not allowed.
   */
  finish(): DumpRanking {
    if (this.lines === 0 && !this.#selection.allowEmpty) throw new BadDump("Cannot rank an empty dump");
    const domains = [];
    let characters = 0;
    for (const [domainCode, { ranker }] of this.#domains) {
      const pages = ranker.toSorted();
      if (pages.length > 0) domains.push({ domainCode, pages });
      for (const { pageTitle } of pages) characters += pageTitle.length;
    }
    checkCharacters(characters);
    domains.sort((a, b) => compareByteOrder(a.domainCode, b.domainCode));
    const { inflatedBytes } = this;
    return { domains, counts: this.#counts(), malformedLines: this.#malformedLines, inflatedBytes };
  }

  #counts(): LineCounts {
    const { lines, filtered, considered, invalidUtf8 } = this;
    return { lines, malformed: this.#malformed, filtered, considered, invalidUtf8 };
  }
}

/**
 * Bounds what a ranking may hold.
 *
 * @param characters The lengths of all titles listed, in UTF-16 units.
 * @throws {BadDump} When there are more than {@linkcode MAX_LISTED_CHARACTERS}.
 */
export function checkCharacters(characters: number): void {
  if (characters <= MAX_LISTED_CHARACTERS) return;
  throw new BadDump(
    `Cannot rank a dump whose listed titles have more than ${MAX_LISTED_CHARACTERS} characters`,
  );
}
