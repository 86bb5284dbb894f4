/** A place held in a {@linkcode Semaphore}; disposing of it gives the place back. */
export interface Permit extends Disposable {}

/**
 * Lets at most a fixed number of holders go on at once; the others wait in the order in which they came.
 *
 * @example
 * ```ts
 * const semaphore = new Semaphore(3);
 * {
 *   using _permit = await semaphore.acquire(signal);
 *   // at most three are here at once
 * }
 * ```
 */
export class Semaphore {
  #free: number;
  readonly #waiting = new Set<() => void>();

  /**
   * @param permits How many may hold a permit at once, at least 1.
   * @throws {RangeError} When `permits` is not a whole number of at least 1.
   */
  constructor(permits: number) {
    if (!Number.isSafeInteger(permits) || permits < 1) {
      throw new RangeError(`Cannot make a semaphore of ${permits} permits: at least 1 is needed`);
    }
    this.#free = permits;
  }

  /** How many wait for a permit. */
  get waitingCount(): number {
    return this.#waiting.size;
  }

  /**
   * Waits for a permit.
   *
   * @param signal Ends the wait.
   * @returns The permit; it is given back when disposed of, however often.
   * @throws The signal's reason, when it is aborted before a permit is free.
   */
  async acquire(signal?: AbortSignal): Promise<Permit> {
    signal?.throwIfAborted();
    if (this.#free > 0) this.#free--;
    else await this.#wait(signal);
    let held = true;
    return {
      [Symbol.dispose]: () => {
        if (held) this.#release();
        held = false;
      },
    };
  }

  #wait(signal?: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = (settle: () => void): void => {
      signal?.removeEventListener("abort", onAbort);
      this.#waiting.delete(resumeNext);
      settle();
    };
    const resumeNext = (): void => leave(resolve);
    const onAbort = (): void => leave(() => reject(signal?.reason));
    signal?.addEventListener("abort", onAbort);
    this.#waiting.add(resumeNext);
    return promise;
  }

  /** Hands the permit to the one that has waited longest; a free place is counted only when nobody waits. */
  #release(): void {
    const [resumeNext] = this.#waiting;
    if (resumeNext) resumeNext();
    else this.#free++;
  }
}
