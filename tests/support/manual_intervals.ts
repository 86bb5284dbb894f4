/** Intervals that pass when the test says so. */
export interface ManualIntervals extends Disposable {
  /** How many intervals are running. */
  readonly count: number;
  /** Lets one interval pass for each that is running. */
  tick(): void;
  /** Waits for one to run; rejects when none does, though all that is under way here has gone on. */
  untilRunning(): Promise<void>;
}

/** Far more turns of the microtask queue than it takes until what was called sets its interval. */
const MOST_TURNS = 1000;

/** Takes `setInterval` out of the hands of the clock; gives it back when disposed of. */
export function manualIntervals(): ManualIntervals {
  const { setInterval, clearInterval } = globalThis;
  const callbacks = new Map<number, () => void>();
  let lastId = 0;
  Object.assign(globalThis, {
    setInterval(callback: () => void): number {
      callbacks.set(++lastId, callback);
      return lastId;
    },
    clearInterval: (id: number) => void callbacks.delete(id),
  });
  return {
    get count(): number {
      return callbacks.size;
    },
    tick(): void {
      for (const callback of [...callbacks.values()]) callback();
    },
    async untilRunning(): Promise<void> {
      for (let turn = 0; callbacks.size === 0; turn++) {
        if (turn === MOST_TURNS) throw new Error("No interval is running");
        await Promise.resolve();
      }
    },
    [Symbol.dispose](): void {
      Object.assign(globalThis, { setInterval, clearInterval });
    },
  };
}
