/** A page of a top list. */
export interface RankedPage {
  /** Percent-decoded title with `_` for spaces; bytes that were not UTF-8 are U+FFFD. */
  readonly pageTitle: string;
  /** Views in the dump's hour, up to 2^53-1. */
  readonly countViews: number;
}

/** The most viewed pages of one domain code, best first; equal counts by title in byte order. */
export interface DomainRanking {
  /** As in the dump, such as `en.m`; empty for a project that the dumps' writer does not know. */
  readonly domainCode: string;
  readonly pages: readonly RankedPage[];
}

/** A line that is not of the dumps' format. */
export interface MalformedLine {
  /** From 1. */
  readonly lineNumber: number;
  readonly reason: string;
  /** The line's start, at most 200 characters, control characters escaped. */
  readonly excerpt: string;
}

/** What was counted while a dump was read. `lines = malformed + filtered + considered`. */
export interface LineCounts {
  readonly lines: number;
  /** Lines not of the format; left out. */
  readonly malformed: number;
  /** Well-formed lines of domains that were not asked for; left out. */
  readonly filtered: number;
  /** Well-formed lines of wanted domains; each was ranked or was too small to be. */
  readonly considered: number;
  /** Lines, of whatever kind, that are not UTF-8; what is not UTF-8 in a title is ranked as U+FFFD. */
  readonly invalidUtf8: number;
}

/** What is told of a dump that has been read, whatever was made of it. */
export interface DumpFacts {
  readonly counts: LineCounts;
  /** The first few. */
  readonly malformedLines: readonly MalformedLine[];
  /** Bytes of text, inflated. */
  readonly inflatedBytes: number;
}

/** What one dump comes to. */
export interface DumpRanking extends DumpFacts {
  /** In byte order of the domain codes; a domain with no page left is not in it. */
  readonly domains: readonly DomainRanking[];
}
