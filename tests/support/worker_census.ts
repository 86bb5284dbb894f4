/** Counts workers; the sanitizers of Deno.test do not see those that were never ended. */
export interface WorkerCensus extends Disposable {
  readonly started: number;
  readonly alive: number;
  readonly mostAlive: number;
  /** Resolves when a worker ends with an error. */
  untilError(): Promise<void>;
}

/** Counts the workers that are started and terminated from now on; ends with its disposal. */
export function takeWorkerCensus(): WorkerCensus {
  const { Worker } = globalThis;
  const alive = new Set<Worker>();
  let started = 0;
  let mostAlive = 0;
  const error = Promise.withResolvers<void>();
  globalThis.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      started++;
      alive.add(this);
      mostAlive = Math.max(mostAlive, alive.size);
      this.addEventListener("error", () => error.resolve());
    }

    override terminate(): void {
      super.terminate();
      alive.delete(this);
    }
  };
  return {
    get started(): number {
      return started;
    },
    get alive(): number {
      return alive.size;
    },
    get mostAlive(): number {
      return mostAlive;
    },
    untilError: () => error.promise,
    [Symbol.dispose](): void {
      globalThis.Worker = Worker;
    },
  };
}
