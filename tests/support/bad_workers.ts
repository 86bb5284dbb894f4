/**
 * Loaded before main.ts: gives it workers that do not do what they should.
 *
 * `BAD_WORKERS` is what they do, named in `bad_worker.ts`, and `once` when only the first is to do it; a word for each
 * worker that starts, `bad` or `good`, is added to the file that `BAD_WORKERS_LOG` names. The heartbeat of
 * bad ones is looked at soon if `BAD_WORKERS_SOON` is set.
 *
 * @module
 */
const [oddity, when] = Deno.env.get("BAD_WORKERS")?.split(" ") ?? [];
const isSoon = Deno.env.has("BAD_WORKERS_SOON");
const log = Deno.env.get("BAD_WORKERS_LOG")!;
const GoodWorker = Worker;
const { setInterval } = globalThis;
let isBad = true;

function isImpatient(ms: number): boolean {
  return ms >= 60_000 && isBad && isSoon;
}

class MaybeBadWorker extends GoodWorker {
  constructor(url: string | URL, options: WorkerOptions) {
    Deno.writeTextFileSync(log, isBad ? "bad " : "good ", { append: true });
    super(
      isBad ? new URL("./bad_worker.ts", import.meta.url) : url,
      isBad ? { ...options, name: oddity } : options,
    );
  }

  override postMessage(message: { readonly kind: string }): void {
    super.postMessage(message);
    if (message.kind === "rank") isBad = when !== "once";
  }
}

Object.assign(globalThis, {
  Worker: MaybeBadWorker,
  setInterval: (callback: () => void, ms: number) => setInterval(callback, isImpatient(ms) ? 100 : ms),
});
