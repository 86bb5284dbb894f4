/**
 * The kill switch: one word of shared memory that everything under way watches.
 *
 * The main thread throws it and listens to {@linkcode AbortFlag.signal}; a worker, whose thread is busy
 * and would not see a message, reads the shared word between two blocks of bytes.
 */
export class AbortFlag {
  readonly #controller = new AbortController();
  readonly #word: Int32Array;

  /** @param shared The flag's memory; by default a new one, not thrown. */
  constructor(readonly shared: SharedArrayBuffer = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.#word = new Int32Array(shared);
  }

  /** Aborted as soon as the switch is thrown on this thread. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether any thread has thrown the switch. */
  get thrown(): boolean {
    return Atomics.load(this.#word, 0) !== 0;
  }

  /**
   * Stops everything that watches this flag. Only the first reason counts.
   *
   * @param reason What went wrong; becomes the signal's reason.
   */
  throwSwitch(reason: unknown): void {
    Atomics.store(this.#word, 0, 1);
    this.#controller.abort(reason);
  }

  /**
   * Ends the calling work when the switch was thrown on any thread.
   *
   * @throws {DOMException} An `AbortError`, when the switch was thrown.
   */
  throwIfThrown(): void {
    this.signal.throwIfAborted();
    if (this.thrown) throw new DOMException("The run was stopped", "AbortError");
  }
}
