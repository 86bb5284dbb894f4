/**
 * What the main thread asks of a worker for a period, and what it gets.
 *
 * @module
 */
import type { WorkerFault } from "../pool/worker_fault.ts";
import type { DumpLists } from "./list_dump.ts";
import type { SeekTask } from "./seek_dump.ts";
import type { PartSums, SumTask } from "./sum_groups.ts";

/** Asks for the first pages of every domain of a dump, to be added up with those of other dumps. */
export interface ListRequest {
  readonly kind: "list";
  readonly path: string;
  /** How many pages of each domain. */
  readonly depth: number;
  /** Where to put packed lines; undefined: nowhere. */
  readonly packed: string | undefined;
}

/** Asks for the views of some pages of a dump. */
export interface SeekRequest extends SeekTask {
  readonly kind: "seek";
}

/** Asks for list files to be added up. */
export interface SumRequest extends SumTask {
  readonly kind: "sum";
}

/** All that is asked for a period. */
export type PeriodRequest = ListRequest | SeekRequest | SumRequest;

/** What a worker gives for each kind of request. */
export interface PeriodAnswers {
  readonly list: DumpLists;
  /** The list file with what was found; undefined when the dump is not the one that the lists are of. */
  readonly seek: Uint8Array<ArrayBuffer> | undefined;
  readonly sum: PartSums;
}

/** The answer to a {@linkcode PeriodRequest}. */
export type PeriodResponse<Kind extends keyof PeriodAnswers = keyof PeriodAnswers> =
  | { readonly answer: PeriodAnswers[Kind] }
  | { readonly fault: WorkerFault };
