import { type PoolSetup, PoolWorker, WorkerLost } from "./pool_worker.ts";
import type { EncodedRanking } from "../output/encoded_ranking.ts";
import type { RankingLabel } from "../output/result_formats.ts";
import type { PeriodAnswers, PeriodRequest } from "../period/period_messages.ts";
import { BadDump } from "../rank/bad_dump.ts";
import { Semaphore } from "../semaphore.ts";

/** How a pool works. */
export interface WorkerPoolOptions {
  /** The most workers at once, at least 1. */
  readonly size: number;
  /** The worker's module. */
  readonly url: URL;
  /** What every worker is told first. */
  readonly setup: PoolSetup;
  /** Ends all waits. */
  readonly signal: AbortSignal;
  /** After how many milliseconds without a sign of life a worker counts as lost. Default: a minute. */
  readonly stallMs?: number;
}

/**
 * Has dumps ranked by workers, each of which has one at a time. Workers start when they are needed, or ahead of that by
 * {@linkcode WorkerPool.warmUp}.
 */
export class WorkerPool implements Disposable {
  readonly #options: WorkerPoolOptions;
  readonly #places: Semaphore;
  readonly #workers = new Set<PoolWorker>();
  readonly #idle: PoolWorker[] = [];

  /** @param options How the pool works. */
  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#places = new Semaphore(options.size);
  }

  /**
   * Starts workers, which takes a while, ahead of the dumps.
   *
   * @param dumps How many there are to be ranked; no more workers than that are started.
   */
  warmUp(dumps: number): void {
    while (this.#workers.size < Math.min(dumps, this.#options.size)) this.#idle.push(this.#start());
  }

  /**
   * Has a dump ranked as soon as a worker is free. When that worker is lost, a fresh one tries once more.
   *
   * @param path The dump.
   * @param label What the ranking is of.
   * @param onRetry Told why, before a fresh worker tries.
   * @throws {BadDump} When the dump is at fault.
   * @throws {WorkerLost} When a second worker is lost over it.
   * @throws {Error} What the worker threw, or the signal's reason.
   */
  async rank(
    path: string,
    label: RankingLabel,
    onRetry: (reason: string) => void = () => {},
  ): Promise<EncodedRanking> {
    return await this.#onWorker((worker) => worker.rank(path, label, this.#options.signal), onRetry);
  }

  /**
   * Has something done for a period, in the same way.
   *
   * @param request What.
   * @param onRetry Told why the first worker was lost.
   * @throws {BadDump} When the dump is at fault.
   * @throws {WorkerLost} When a second worker is lost over it.
   * @throws {Error} What the worker threw, or the signal's reason.
   */
  async answer<Kind extends keyof PeriodAnswers>(
    request: PeriodRequest & { readonly kind: Kind },
    onRetry: (reason: string) => void = () => {},
  ): Promise<PeriodAnswers[Kind]> {
    return await this.#onWorker((worker) => worker.answer<Kind>(request, this.#options.signal), onRetry);
  }

  async #onWorker<T>(use: (worker: PoolWorker) => Promise<T>, onRetry: (reason: string) => void): Promise<T> {
    const { signal } = this.#options;
    using _place = await this.#places.acquire(signal);
    try {
      return await this.#useWorker(this.#idle.pop() ?? this.#start(), use);
    } catch (error) {
      if (signal.aborted || !(error instanceof WorkerLost)) throw error;
      onRetry(error.message);
      return await this.#useWorker(this.#start(), use);
    }
  }

  async #useWorker<T>(worker: PoolWorker, use: (worker: PoolWorker) => Promise<T>): Promise<T> {
    try {
      const answer = await use(worker);
      this.#idle.push(worker);
      return answer;
    } catch (error) {
      if (error instanceof BadDump) this.#idle.push(worker);
      else this.#end(worker);
      throw error;
    }
  }

  #start(): PoolWorker {
    const { url, setup, stallMs = 60_000 } = this.#options;
    const worker = new PoolWorker(url, setup, stallMs);
    this.#workers.add(worker);
    return worker;
  }

  #end(worker: PoolWorker): void {
    this.#workers.delete(worker);
    worker[Symbol.dispose]();
  }

  /** Ends all workers at once. */
  [Symbol.dispose](): void {
    for (const worker of this.#workers) this.#end(worker);
    this.#idle.length = 0;
  }
}
