import { compareByteOrder } from "../rank/byte_order.ts";
import { gunzip } from "../rank/gunzip.ts";
import type { DumpFacts } from "../rank/ranking.ts";
import type { EncodedPages } from "./best_lines.ts";
import { dumpIdentity } from "./dump_identity.ts";
import { ListEngine } from "./list_engine.ts";
import { encodeListFile, type ListEntry } from "./list_file.ts";
import type { FoundDomain } from "./listed_domain.ts";
import { createPackedFile } from "./packed_file.ts";
import { encodePages } from "./page_list.ts";
import { sumLines } from "./sum_lines.ts";

/** What a dump gives for its period. */
export interface DumpLists extends DumpFacts {
  /** The content of its list file. */
  readonly file: Uint8Array<ArrayBuffer>;
  /** How many domains it has. */
  readonly domains: number;
}

/** How to make lists. */
export interface ListOptions {
  /** How many pages of each domain. */
  readonly depth: number;
  /** Where to put all lines of the domains that may be trusted, packed; undefined: nowhere. */
  readonly packed: string | undefined;
  /** Add up every page of every domain in a map, which shows what is right. */
  readonly isPlain: boolean;
  /** Whether a dump may hold no line at all. */
  readonly allowEmpty?: boolean;
  /** Called between two pieces of the dump; throws when the work shall end. */
  readonly checkpoint: () => void;
}

/**
 * Makes the list file of a gzipped dump, which proves that the dump is whole.
 *
 * @param path The dump.
 * @param options How.
 * @returns The file's content, and what the dump comes to.
 * @throws {BadDump} When the dump is not whole or not a dump.
 * @throws {Error} When the file cannot be read, or what the checkpoint throws.
 */
export async function listDump(
  path: string,
  { depth, packed, isPlain, allowEmpty = false, checkpoint }: ListOptions,
): Promise<DumpLists> {
  using sink = packed === undefined ? undefined : createPackedFile(packed);
  const engine = new ListEngine(depth, { allowEmpty, packed: sink });
  async function* inflate(): AsyncGenerator<Uint8Array> {
    for await (const chunk of gunzip(path)) {
      checkpoint();
      yield chunk;
    }
  }
  for await (const chunk of inflate()) engine.push(chunk);
  const { domains, counts, malformedLines, inflatedBytes } = engine.finish();
  sink?.flush();
  const unsure = domains.filter(({ list }) => isPlain || !list);
  const sums = new Map<string, EncodedPages>();
  if (unsure.length > 0) {
    for (const { domainCode, bound, ...pages } of await sumLines(inflate, unsure, depth)) {
      sums.set(domainCode, { bytes: encodePages(pages), pages: pages.titles.length, bound });
    }
  }
  const listed = domains
    .map((domain) => ({ domain, list: sums.get(domain.domainCode) ?? domain.list! }))
    .sort((a, b) => compareByteOrder(a.domain.domainCode, b.domain.domainCode));
  const entries = listed.map(({ domain, list }) => entryOf(domain, list));
  const head = { depth, dump: await dumpIdentity(path), counts, inflatedBytes, entries };
  return {
    file: encodeListFile(head, listed.map(({ list }) => list.bytes)),
    domains: entries.length,
    counts,
    malformedLines,
    inflatedBytes,
  };
}

function entryOf(domain: FoundDomain, { bytes, pages, bound }: EncodedPages): ListEntry {
  const { domainCode, from, to, isSorted, list, packedFrom, packedTo, blocks } = domain;
  // Of a domain that may have several lines a page, the packed lines are of no use.
  const packed = list ? { packedFrom, packedTo, blocks } : { packedFrom, packedTo: packedFrom, blocks: [] };
  return { domainCode, bound, pages, bytes: bytes.length, from, to, isSorted, ...packed };
}
