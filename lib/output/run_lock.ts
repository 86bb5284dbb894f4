/**
 * Keeps two runs out of one another's folders. The operating system holds the lock, and gives it back when its owner
 * dies, however that happens; the lock's file only tells whose it is.
 *
 * @module
 */
import { delay } from "@std/async/delay";
import { join } from "node:path";
import { ExitCode } from "../exit_code.ts";
import { RunFailure } from "../failure.ts";
import { isStillAt, openRegular, readSmallJson } from "./regular_file.ts";
import { isSystemError } from "../system_error.ts";

/** What to do when another run is there already. */
export interface LockOptions {
  /** Wait until it has ended. */
  readonly wait: boolean;
  /** Ends the wait. */
  readonly signal: AbortSignal;
  /** Told once for each folder that is waited for who holds it, in a sentence without a full stop. */
  readonly onWait: (message: string) => void;
}

const LOCK_NAME = ".wikitop.lock";

/** The operating system can be asked for a lock or waited for, but such a wait could not be ended. */
const POLL_MS = 200;

/**
 * Locks folders for this run alone. Each holds a file `.wikitop.lock` meanwhile.
 *
 * @param folders The folders, which exist; one that is named twice is locked once.
 * @param options What to do when another run is there already.
 * @returns The lock; its owner disposes of it.
 * @throws {RunFailure} When another run holds a folder and is not waited for, or the lock's file cannot be made.
 * @throws The signal's reason, when it was aborted.
 */
export async function lockFolders(
  folders: readonly string[],
  options: LockOptions,
): Promise<AsyncDisposable> {
  await using locks = new AsyncDisposableStack();
  const paths = new Set(await Promise.all(folders.map((folder) => Deno.realPath(folder))));
  for (const folder of [...paths].sort()) locks.use(await lockFolder(folder, options));
  return locks.move();
}

async function lockFolder(folder: string, { wait, signal, onWait }: LockOptions): Promise<AsyncDisposable> {
  const path = join(folder, LOCK_NAME);
  for (let isFirst = true;; isFirst = false) {
    signal.throwIfAborted();
    const lock = await tryLock(path);
    if (lock) return lock;
    const message = `"${folder}" is in use by ${describeHolder(await readSmallJson(path))}`;
    if (!wait) throw new RunFailure(ExitCode.Locked, `${message}; try again later, or give --wait-lock`);
    if (isFirst) onWait(message);
    await delay(POLL_MS, { signal });
  }
}

/** @returns Undefined when another run has the lock, or has just given it back and removed the file. */
async function tryLock(path: string): Promise<AsyncDisposable | undefined> {
  await using stack = new AsyncDisposableStack();
  try {
    const file = stack.use(await openLockFile(path));
    if (!file || !await file.tryLock(true) || !await isStillAt(path, file)) return undefined;
    stack.defer(() => removeLockFile(path, file));
    await file.truncate();
    await file.write(new TextEncoder().encode(JSON.stringify(thisRun())));
    return stack.move();
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    throw new RunFailure(ExitCode.InputOutput, `Cannot lock "${path}": ${cause.message}`, { cause });
  }
}

/** Only while it is still locked, and is not another run's; a file that stays behind locks nothing. */
async function removeLockFile(path: string, file: Deno.FsFile): Promise<void> {
  try {
    if (await isStillAt(path, file)) await Deno.remove(path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}

/** The file of a run that was killed is still there, and unlocked; that of one that ended may go at any moment. */
async function openLockFile(path: string): Promise<Deno.FsFile | undefined> {
  try {
    return await Deno.open(path, { read: true, write: true, createNew: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
  return await openRegular(path, { read: true, write: true });
}

interface Holder {
  readonly pid: number;
  /** The machine's name. */
  readonly host: string;
  /** ISO 8601, UTC. */
  readonly since: string;
}

function thisRun(): Holder {
  return {
    pid: Deno.pid,
    host: Deno.hostname(),
    since: Temporal.Now.instant().toString({ smallestUnit: "second" }),
  };
}

/** @param holder What the lock's file holds, which may be anything, or nothing yet. */
function describeHolder(holder: unknown): string {
  const { pid, host, since } = Object(holder);
  if (pid === undefined) return "another run";
  return `the run with process id ${pid} on ${host}, since ${since}`;
}
