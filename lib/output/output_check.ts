/**
 * Proves before any work that its outcome can be written.
 *
 * @module
 */
import { basename, dirname, join, normalize } from "node:path";
import { temporaryPath } from "./durable_file.ts";
import { ExitCode } from "../exit_code.ts";
import { RunFailure } from "../failure.ts";
import { removeIfPresent } from "./regular_file.ts";
import { isSystemError } from "../system_error.ts";

/** The system's names for devices and open streams. */
const DEVICES = "/dev";

/**
 * Makes sure that files can be created in a folder: creates the folder and those above it where they lack, and a
 * file in it that is removed again. The folder may be a symbolic link to one.
 *
 * @param path The folder.
 * @throws {RunFailure} When it cannot be: something else is in its place, it is read-only, or permission is denied.
 */
export async function checkOutputFolder(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true });
    await createAndRemove(temporaryPath(join(path, "probe")));
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    const obstacle = cause instanceof Deno.errors.AlreadyExists
      ? "a file or a broken link is in its place"
      : cause.message;
    throw cannotCreate(`Cannot create files in the folder "${path}": ${obstacle}`, cause);
  }
}

/**
 * Refuses a symbolic link, wherever it points, in the place of a folder.
 *
 * @param path The folder, which need not exist.
 * @throws {RunFailure} When a link is there.
 */
export async function refuseLink(path: string): Promise<void> {
  const withoutSlash = join(dirname(path), basename(path));
  const info = await Deno.lstat(withoutSlash).catch(() => undefined);
  if (info?.isSymlink) throw cannotCreate(`Cannot use "${path}": it is a symbolic link, not a folder`);
}

/**
 * Makes sure that a file can be written durably: its folder takes files, and what is at its path may be replaced.
 *
 * @param path The file, which may exist.
 * @throws {RunFailure} When its folder fails {@linkcode checkOutputFolder}, or when a folder, a device such as
 *   `/dev/null` or a pipe is at the path; also for `/dev/stdout`, which may lead to a regular file, and would be
 *   replaced for the whole machine.
 */
export async function checkOutputFile(path: string): Promise<void> {
  const isDevice = dirname(normalize(path)) === DEVICES;
  if (!isDevice) await checkOutputFolder(dirname(path));
  if (isDevice || !await isReplaceable(path)) {
    throw cannotCreate(`Cannot replace "${path}": it is not a regular file`);
  }
}

/** Another run in the same folder may take the file for one that was left behind, and remove it first. */
async function createAndRemove(path: string): Promise<void> {
  (await Deno.open(path, { write: true, createNew: true })).close();
  await removeIfPresent(path);
}

async function isReplaceable(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return true;
    if (!isSystemError(cause)) throw cause;
    throw cannotCreate(`Cannot look at "${path}": ${cause.message}`, cause);
  }
}

function cannotCreate(problem: string, cause?: Error): RunFailure {
  return new RunFailure(ExitCode.CannotCreate, `${problem}; choose another path`, { cause });
}
