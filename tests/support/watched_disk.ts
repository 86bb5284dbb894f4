/**
 * Loaded before main.ts: writes down what the program asks of the disk, and lets one call fail.
 *
 * `WATCHED_DISK_LOG` names the file to which calls are added, a line each. `WATCHED_DISK_FAULT` is a call and a pattern
 * of the paths for which it fails, such as `sync results$`; with a third word it never comes to its end instead. Calls
 * in other threads are not seen.
 *
 * @module
 */
import { dirname } from "@std/path";

const log = Deno.env.get("WATCHED_DISK_LOG");
const [faultyCall, faultyPath, isForEver] = Deno.env.get("WATCHED_DISK_FAULT")?.split(" ") ?? [];
const paths = new WeakMap<Deno.FsFile, string>();
const { open, rename, addSignalListener } = Deno;

function note(...words: readonly string[]): void {
  if (log !== undefined) Deno.writeTextFileSync(log, words.join(" ") + "\n", { append: true });
}

/** Does what it is for, unless that is the fault that is asked for. */
async function watch<T>(call: string, path: string, go: () => Promise<T>): Promise<T> {
  note(call, path);
  if (call !== faultyCall || !new RegExp(faultyPath).test(path)) return await go();
  if (isForEver) return await new Promise(() => {});
  throw Object.assign(new Error("No space left on device (os error 28)"), { code: "ENOSPC" });
}

Object.assign(Deno, {
  async open(path: string, options?: Deno.OpenOptions): Promise<Deno.FsFile> {
    const file = await open(path, options);
    paths.set(file, path);
    return file;
  },
  async rename(from: string, to: string): Promise<void> {
    if (dirname(from) !== dirname(to)) throw new Error(`A rename across folders: ${from} to ${to}`);
    await watch("rename", to, () => rename(from, to));
  },
  addSignalListener(signal: Deno.Signal, heed: () => void): void {
    addSignalListener(signal, () => {
      heed();
      note("heard", signal);
    });
  },
});

for (const call of ["write", "sync", "syncData"] as const) {
  const method = Deno.FsFile.prototype[call] as (...args: unknown[]) => Promise<unknown>;
  Object.assign(Deno.FsFile.prototype, {
    [call](this: Deno.FsFile, ...args: unknown[]): Promise<unknown> {
      return watch(call, paths.get(this) ?? "?", () => method.apply(this, args));
    },
  });
}
