/**
 * What the main thread and a ranking worker say to each other: a setup once, then one request at a time,
 * each with one response.
 *
 * @module
 */
import type { PeriodRequest } from "../period/period_messages.ts";
import type { EngineName } from "../rank/rank_dump.ts";
import type { PackedRanking } from "./packed_ranking.ts";

/** Said once, before the first request. */
export interface WorkerSetup {
  readonly kind: "setup";
  readonly engine: EngineName;
  readonly top: number;
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
}

/** All that is said to a worker. */
export type WorkerRequest = WorkerSetup | RankRequest | PeriodRequest;

/** An error as data; the runtime loses what it was when it leaves a worker as an event. */
export interface WorkerFault {
  /** `bad-dump`: the dump is at fault; `error`: anything else. */
  readonly kind: "bad-dump" | "error";
  readonly message: string;
  readonly name: string;
  readonly stack: string | undefined;
  /** The operating system's name of the fault, such as `ENOSPC`. */
  readonly code: string | undefined;
}

/** The answer to a {@linkcode RankRequest}. */
export type RankResponse = { readonly ranking: PackedRanking } | { readonly fault: WorkerFault };
