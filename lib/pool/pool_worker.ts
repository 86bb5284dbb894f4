import type { RankRequest, RankResponse, WorkerSetup } from "./messages.ts";
import type { EncodedRanking } from "../output/encoded_ranking.ts";
import type { RankingLabel } from "../output/result_formats.ts";
import type { PeriodAnswers, PeriodRequest, PeriodResponse } from "../period/period_messages.ts";
import { errorOf } from "./worker_fault.ts";

/** A worker ended or hangs without having answered. Caught by the pool, which tries once more on a fresh one. */
export class WorkerLost extends Error {
  override readonly name = "WorkerLost";
}

/** All that a worker is told at its start, but for its heartbeat, which is its own. */
export type PoolSetup = Omit<WorkerSetup, "kind" | "heartbeat">;

/** The ranking or the fault that a worker's answer holds. */
function readResponse(response: RankResponse, path: string): EncodedRanking {
  if (typeof response === "object" && "fault" in response) throw errorOf(response.fault);
  if (Array.isArray(response.ranking?.text)) return response.ranking;
  throw new WorkerLost(`The worker that ranked "${path}" gave an answer that cannot be read`);
}

function ended(subject: string, message: string): WorkerLost {
  return new WorkerLost(`The worker that ranked "${subject}" ended: ${message}`);
}

/**
 * One worker, to which one dump at a time is given.
 *
 * A worker that closes itself tells nobody, and one that hangs cannot: both are noticed by the missing
 * heartbeat, which also keeps the program from ending before the answer.
 */
export class PoolWorker implements Disposable {
  readonly #worker: Worker;
  readonly #beats = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  readonly #stallMs: number;
  /** Why it ended, which may be before anything was asked of it. */
  #failure: string | undefined;
  #onFailure: (message: string) => void = () => {};

  /**
   * @param url The worker's module.
   * @param setup What it is told first.
   * @param stallMs After how many milliseconds without a heartbeat it counts as lost.
   */
  constructor(url: URL, setup: PoolSetup, stallMs: number) {
    this.#worker = new Worker(url, { type: "module", name: "rank" });
    this.#stallMs = stallMs;
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#failure = event.message;
      this.#onFailure(event.message);
    };
    const message: WorkerSetup = {
      ...setup,
      kind: "setup",
      heartbeat: this.#beats.buffer as SharedArrayBuffer,
    };
    this.#worker.postMessage(message);
  }

  /**
   * Has a dump ranked. After a rejection other than {@linkcode BadDump} the worker is of no more use.
   *
   * @param path The dump.
   * @param label What the ranking is of.
   * @param signal Ends the wait.
   * @throws {BadDump} When the dump is at fault.
   * @throws {WorkerLost} When the worker gives no answer any more.
   * @throws {Error} What the worker threw, or the signal's reason.
   */
  async rank(path: string, label: RankingLabel, signal: AbortSignal): Promise<EncodedRanking> {
    return readResponse(await this.#ask<RankResponse>({ kind: "rank", path, label }, path, signal), path);
  }

  /**
   * Has something done for a period. After a rejection other than {@linkcode BadDump} the worker is of no more use.
   *
   * @param request What.
   * @param signal Ends the wait.
   * @throws {BadDump} When the dump is at fault.
   * @throws {WorkerLost} When the worker gives no answer any more.
   * @throws {Error} What the worker threw, or the signal's reason.
   */
  async answer<Kind extends keyof PeriodAnswers>(
    request: PeriodRequest & { readonly kind: Kind },
    signal: AbortSignal,
  ): Promise<PeriodAnswers[Kind]> {
    const subject = "path" in request ? request.path : `${request.files.length} hours`;
    const response = await this.#ask<PeriodResponse<Kind>>(request, subject, signal);
    if ("fault" in response) throw errorOf(response.fault);
    return response.answer;
  }

  async #ask<Response>(
    request: RankRequest | PeriodRequest,
    subject: string,
    signal: AbortSignal,
  ): Promise<Response> {
    signal.throwIfAborted();
    if (this.#failure !== undefined) throw ended(subject, this.#failure);
    using cleanup = new DisposableStack();
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    this.#worker.onmessage = ({ data }: MessageEvent<Response>) => resolve(data);
    this.#worker.onmessageerror = () => reject(new WorkerLost("The worker's answer cannot be read"));
    this.#onFailure = (message) => reject(ended(subject, message));
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener("abort", onAbort);
    cleanup.defer(() => signal.removeEventListener("abort", onAbort));
    cleanup.use(this.#watchHeartbeat(subject, reject));
    this.#worker.postMessage(request);
    return await promise;
  }

  #watchHeartbeat(subject: string, reject: (error: Error) => void): Disposable {
    let lastBeats = Atomics.load(this.#beats, 0);
    const timer = setInterval(() => {
      const beats = Atomics.load(this.#beats, 0);
      if (beats === lastBeats) {
        reject(
          new WorkerLost(`The worker that ranks "${subject}" has not got on for ${this.#stallMs / 1000} s`),
        );
      }
      lastBeats = beats;
    }, this.#stallMs);
    return { [Symbol.dispose]: () => clearInterval(timer) };
  }

  /** Ends the worker at once. */
  [Symbol.dispose](): void {
    this.#worker.terminate();
  }
}
