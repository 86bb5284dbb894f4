/** Timeouts for which time passes when the test says so. */
export interface ManualTimeouts extends Disposable {
  /** How many timeouts are running. */
  readonly count: number;
  /** Lets some milliseconds pass. */
  advance(ms: number): void;
}

/**
 * Takes the timeouts of one length out of the hands of the clock; gives them back when disposed of.
 *
 * @param length The length in milliseconds; one that nothing else uses.
 * @returns The means to let time pass.
 */
export function manualTimeouts(length: number): ManualTimeouts {
  const { setTimeout, clearTimeout } = globalThis;
  const running = new Map<object, { left: number; readonly callback: () => void }>();
  Object.assign(globalThis, {
    setTimeout(callback: () => void, ms?: number): object {
      if (ms !== length) return setTimeout(callback, ms);
      const id = {};
      running.set(id, { left: ms, callback });
      return id;
    },
    clearTimeout(id?: ReturnType<typeof setTimeout>): void {
      if (id === undefined || !running.delete(id)) clearTimeout(id);
    },
  });
  return {
    get count(): number {
      return running.size;
    },
    advance(ms): void {
      for (const [id, timeout] of [...running]) {
        timeout.left -= ms;
        if (timeout.left > 0) continue;
        running.delete(id);
        timeout.callback();
      }
    },
    [Symbol.dispose](): void {
      Object.assign(globalThis, { setTimeout, clearTimeout });
    },
  };
}
