import { concat } from "@std/bytes/concat";
import type { EncodedRanking } from "../../lib/output/encoded_ranking.ts";
import type { PoolSetup } from "../../lib/pool/pool_worker.ts";
import { WorkerPool, type WorkerPoolOptions } from "../../lib/pool/worker_pool.ts";
import { OddWord, oddWords } from "./odd_word.ts";

/** What every ranking is of. */
export const LABEL = { hour: "2020-01-01T08:00Z" };
const ODD_WORKER = new URL("./odd_worker.ts", import.meta.url);

/** What workers are told, when a test wants nothing else. */
export function setupOf(abortFlag: SharedArrayBuffer): PoolSetup {
  return {
    engine: "bytes",
    top: 5,
    minViews: 1,
    format: "tsv",
    domains: [],
    blacklist: new Map(),
    allowEmpty: false,
    abortFlag,
  };
}

/** Far longer than an odd worker takes; a test whose worker gives no answer fails then. */
const PATIENCE_MS = 30_000;

/** A pool of odd workers, and the words that they share with the test. */
export interface OddPool extends Disposable {
  readonly pool: WorkerPool;
  readonly words: Int32Array<SharedArrayBuffer>;
}

/**
 * A pool of odd workers. Disposing of it disposes of the pool, and then lets the threads of hanging workers go, which would stay. A pool
 * that gives no answer fails its test when patience ends.
 */
export function oddPool(options: Partial<WorkerPoolOptions> = {}): OddPool {
  const words = oddWords();
  const setup = setupOf(words.buffer);
  const patience = new AbortController();
  const pool = new WorkerPool({ size: 1, url: ODD_WORKER, setup, signal: patience.signal, ...options });
  const timer = setTimeout(() => patience.abort(new Error("The pool gives no answer")), PATIENCE_MS);
  return {
    pool,
    words,
    [Symbol.dispose](): void {
      clearTimeout(timer);
      pool[Symbol.dispose]();
      Atomics.store(words, OddWord.Over, 1);
      Atomics.notify(words, OddWord.Over);
    },
  };
}

/** The text of an answer: that of a result, or the path that an odd worker answered to. */
export function answerOf({ text }: EncodedRanking): string {
  return new TextDecoder().decode(concat(text));
}
