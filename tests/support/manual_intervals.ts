/** Intervals that pass when the test says so. */
export interface ManualIntervals extends Disposable {
  /** How many intervals are running. */
  readonly count: number;
  /** Lets one interval pass for each that is running. */
  tick(): void;
}

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
    [Symbol.dispose](): void {
      Object.assign(globalThis, { setInterval, clearInterval });
    },
  };
}
