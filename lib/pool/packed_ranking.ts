import type { DumpRanking } from "../rank/ranking.ts";

/**
 * A ranking in few large pieces, for its way out of a worker: copying some 40,000 small objects from thread to
 * thread would take longer than inflating 10 MB.
 */
export interface PackedRanking extends Omit<DumpRanking, "domains"> {
  readonly domainCodes: readonly string[];
  /** How many pages each domain has. */
  readonly pageCounts: Uint32Array<ArrayBuffer>;
  /** The titles of all domains, each followed by LF, which no title holds since it ends a dump's line. */
  readonly pageTitles: string;
  /** The views of all domains' pages. */
  readonly countViews: Float64Array<ArrayBuffer>;
}

/**
 * Packs a ranking.
 *
 * @param ranking The ranking.
 * @returns The same in few pieces.
 */
export function packRanking({ domains, ...rest }: DumpRanking): PackedRanking {
  const pages = domains.flatMap(({ pages }) => pages);
  return {
    ...rest,
    domainCodes: domains.map(({ domainCode }) => domainCode),
    pageCounts: Uint32Array.from(domains, ({ pages }) => pages.length),
    pageTitles: pages.map(({ pageTitle }) => pageTitle + "\n").join(""),
    countViews: Float64Array.from(pages, ({ countViews }) => countViews),
  };
}

/**
 * Unpacks a ranking.
 *
 * @param packed From {@linkcode packRanking}.
 * @returns The ranking.
 */
export function unpackRanking(packed: PackedRanking): DumpRanking {
  const { domainCodes, pageCounts, pageTitles, countViews, ...rest } = packed;
  const titles = pageTitles.split("\n");
  let next = 0;
  const domains = domainCodes.map((domainCode, index) => {
    const first = next;
    next += pageCounts[index];
    const pages = titles.slice(first, next)
      .map((pageTitle, i) => ({ pageTitle, countViews: countViews[first + i] }));
    return { domainCode, pages };
  });
  return { ...rest, domains };
}
