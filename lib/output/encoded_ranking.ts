import type { DumpFacts, DumpRanking } from "../rank/ranking.ts";
import { formatRanking, type RankingLabel, type ResultFormat } from "./result_formats.ts";
import { encodeBlocks } from "./text_blocks.ts";

/**
 * A ranking as it is written, for its way out of a worker: bytes change hands, while some 40,000 small objects would be
 * copied, and take longer than inflating 10 MB.
 */
export interface EncodedRanking extends DumpFacts {
  /** How many domains have pages. */
  readonly domains: number;
  /** The result's text, block by block; none ends within a character, or between CR and LF. */
  readonly text: readonly Uint8Array<ArrayBuffer>[];
}

/**
 * Writes a ranking down.
 *
 * @param ranking The ranking.
 * @param format How it is written.
 * @param label What it is of.
 */
export function encodeRanking(
  { domains, ...facts }: DumpRanking,
  format: ResultFormat,
  label: RankingLabel,
): EncodedRanking {
  return {
    ...facts,
    domains: domains.length,
    text: [...encodeBlocks<never>(formatRanking(format, label, domains))],
  };
}
