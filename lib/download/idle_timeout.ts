/**
 * Aborts its signal when nothing has come for too long. Unlike `AbortSignal.timeout`, which counts the whole time,
 * it never ends what is slow but steady.
 *
 * @example
 * ```ts
 * using idle = new IdleTimeout(60_000);
 * idle.start();
 * const response = await fetch(url, { signal: idle.signal });
 * idle.stop();
 * ```
 */
export class IdleTimeout implements Disposable {
  readonly #controller = new AbortController();
  #timer?: ReturnType<typeof setTimeout>;

  /** @param ms How long nothing may come, in milliseconds. */
  constructor(readonly ms: number) {}

  /** Aborted with a `TimeoutError` when nothing came in time. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Begins to wait for something to come. */
  start(): void {
    this.stop();
    this.#timer = setTimeout(() => {
      this.#controller.abort(new DOMException(`Nothing came for ${this.ms / 1000} s`, "TimeoutError"));
    }, this.ms);
  }

  /** Something came, or nothing is waited for any more. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  [Symbol.dispose](): void {
    this.stop();
  }
}
