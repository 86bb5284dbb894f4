/**
 * What the main thread and a ranking worker say to each other: a setup once, then one request at a time,
 * each with one response.
 *
 * @module
 */
import type { EncodedRanking } from "../output/encoded_ranking.ts";
import type { RankingLabel, ResultFormat } from "../output/result_formats.ts";
import type { PeriodRequest, PeriodResponse } from "../period/period_messages.ts";
import type { EngineName } from "../rank/rank_dump.ts";
import type { WorkerFault } from "./worker_fault.ts";

/** Said once, before the first request. */
export interface WorkerSetup {
  readonly kind: "setup";
  readonly engine: EngineName;
  readonly top: number;
  /** Pages with fewer views are left out of rankings. */
  readonly minViews: number;
  /** How rankings are written down. */
  readonly format: ResultFormat;
  /** Patterns of wanted domain codes; none means all. */
  readonly domains: readonly string[];
  /** Titles to leave out, by domain code. */
  readonly blacklist: ReadonlyMap<string, ReadonlySet<string>>;
  /** Whether a dump may hold no line at all. */
  readonly allowEmpty: boolean;
  /** The kill switch's memory. */
  readonly abortFlag: SharedArrayBuffer;
  /** One word, counted up while the worker gets on. */
  readonly heartbeat: SharedArrayBuffer;
}

/** Asks for a dump to be ranked. */
export interface RankRequest {
  readonly kind: "rank";
  readonly path: string;
  /** What the ranking is of. */
  readonly label: RankingLabel;
}

/** All that is said to a worker. */
export type WorkerRequest = WorkerSetup | RankRequest | PeriodRequest;

/** The answer to a {@linkcode RankRequest}. */
export type RankResponse = { readonly ranking: EncodedRanking } | { readonly fault: WorkerFault };

/** All that a worker says. */
export type WorkerResponse = RankResponse | PeriodResponse;

/**
 * What of a response can change hands rather than be copied.
 *
 * @param response To any request.
 */
export function transferables(response: WorkerResponse): ArrayBuffer[] {
  if ("ranking" in response) return response.ranking.text.map(({ buffer }) => buffer);
  if (!("answer" in response)) return [];
  const { answer } = response;
  if (answer instanceof Uint8Array) return [answer.buffer];
  return answer && "file" in answer ? [answer.file.buffer] : [];
}
