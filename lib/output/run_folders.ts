import { removeStaleTemporaries } from "./durable_file.ts";
import { checkOutputFolder, refuseLink } from "./output_check.ts";
import { lockFolders, type LockOptions } from "./run_lock.ts";

/** Where a run puts its files. */
export interface RunFolders {
  /** The folder of the dumps. */
  readonly tmpDir: string;
  /** The folder of the results; undefined when they go elsewhere. */
  readonly resultsDir: string | undefined;
}

/**
 * Makes folders a run's own: creates them where they lack, proves that they take files, keeps other runs out, and
 * removes what runs that were killed left half-written. Partial downloads stay, to be continued.
 *
 * @param folders The folders.
 * @param lock What to do when another run is there already.
 * @returns The lock on the folders; its owner disposes of it when nothing is written to them any more.
 * @throws {RunFailure} When a folder cannot be used, or another run uses it.
 * @throws The lock's signal's reason, when it was aborted.
 */
export async function claimFolders(
  { tmpDir, resultsDir }: RunFolders,
  lock: LockOptions,
): Promise<AsyncDisposable> {
  if (resultsDir !== undefined) await refuseLink(resultsDir);
  const folders = resultsDir === undefined ? [tmpDir] : [tmpDir, resultsDir];
  for (const folder of folders) await checkOutputFolder(folder);
  await using stack = new AsyncDisposableStack();
  stack.use(await lockFolders(folders, lock));
  for (const folder of folders) await removeStaleTemporaries(folder);
  return stack.move();
}
