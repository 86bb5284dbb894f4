/**
 * Proves before any work that its outcome can be written.
 *
 * @module
 */
import { dirname, join } from "@std/path";
import { temporaryPath } from "./durable_file.ts";
import { ExitCode } from "./exit_code.ts";
import { RunFailure } from "./failure.ts";
import { isSystemError } from "./system_error.ts";

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
 * Makes sure that a file can be written durably: its folder takes files, and what is at its path may be replaced.
 *
 * @param path The file, which may exist.
 * @throws {RunFailure} When its folder fails {@linkcode checkOutputFolder}, or when a folder, a device such as
 *   `/dev/null` or a pipe is at the path.
 */
export async function checkOutputFile(path: string): Promise<void> {
  await checkOutputFolder(dirname(path));
  if (!await isReplaceable(path)) throw cannotCreate(`Cannot replace "${path}": it is not a regular file`);
}

async function createAndRemove(path: string): Promise<void> {
  (await Deno.open(path, { write: true, createNew: true })).close();
  await Deno.remove(path);
}

async function isReplaceable(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (error) {
    return error instanceof Deno.errors.NotFound;
  }
}

function cannotCreate(problem: string, cause?: Error): RunFailure {
  return new RunFailure(ExitCode.CannotCreate, `${problem}; choose another path`, { cause });
}
