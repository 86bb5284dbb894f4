import { unquoteField } from "../../lib/rank/field.ts";
import { compareByteOrder } from "../../lib/rank/byte_order.ts";
import type { GroupRanking } from "../../lib/period/sum_groups.ts";

/** How everything is to be added up. */
export interface BruteForceOptions {
  readonly top: number;
  readonly minViews?: number;
  readonly groupOf?: (domainCode: string) => string;
  readonly wants?: (domainCode: string) => boolean;
  readonly blacklist?: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What the definition of the result says: a map of everything, filled line by line and then sorted. */
export function bruteForce(texts: readonly Uint8Array[], options: BruteForceOptions): GroupRanking[] {
  const { top, minViews = 1, groupOf = (code: string) => code, wants = () => true, blacklist } = options;
  const groups = new Map<string, Map<string, number>>();
  for (const text of texts) {
    for (const line of new TextDecoder("utf-8", { ignoreBOM: true }).decode(text).split("\n")) {
      const match = /^([!-~]+) ([^ ]*) ([0-9]*[1-9][0-9]*) [0-9]+$/s.exec(line);
      if (!match) continue;
      const [domainCode, title] = [unquoteField(match[1]!), unquoteField(match[2]!)];
      if (!wants(domainCode) || blacklist?.get(domainCode)?.has(title)) continue;
      const group = groupOf(domainCode);
      const pages = groups.get(group) ?? groups.set(group, new Map()).get(group)!;
      pages.set(title, (pages.get(title) ?? 0) + Number(match[3]));
    }
  }
  return [...groups]
    .map(([name, pages]) => ({
      name,
      pages: [...pages]
        .filter(([, countViews]) => countViews >= minViews)
        .sort(([a, x], [b, y]) => y - x || compareByteOrder(a, b))
        .slice(0, top)
        .map(([pageTitle, countViews]) => ({ pageTitle, countViews })),
    }))
    .filter(({ pages }) => pages.length > 0)
    .sort((a, b) => compareByteOrder(a.name, b.name));
}
