/**
 * Files that are what they seem: nothing here follows a symbolic link, or opens a pipe or a device.
 *
 * @module
 */
import { ExitCode } from "../exit_code.ts";
import { RunFailure } from "../failure.ts";

/** Far above what the small files of this program hold; a larger one is not one of them. */
const MAX_JSON_BYTES = 64 * 1024;

/**
 * What is known of a regular file.
 *
 * @param path Its path.
 * @returns Undefined when nothing, or something else, a symbolic link say, is there.
 * @throws When the folder cannot be searched.
 */
export async function lstatRegular(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    const info = await Deno.lstat(path);
    return info.isFile ? info : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/**
 * Opens a regular file that is there.
 *
 * @param path Its path.
 * @param options What for; nothing that would create it.
 * @returns The file; undefined when it is not there, or goes or is replaced meanwhile.
 * @throws {RunFailure} When something else is at the path.
 * @throws When it cannot be opened.
 */
export async function openRegular(
  path: string,
  options: Pick<Deno.OpenOptions, "read" | "write" | "append">,
): Promise<Deno.FsFile | undefined> {
  try {
    const seen = await Deno.lstat(path);
    if (!seen.isFile) throw notRegular(path);
    const file = await Deno.open(path, options);
    if (isSame(seen, await file.stat())) return file;
    file.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/**
 * Whether an open file is the one that its path names.
 *
 * @param path The path.
 * @param file The file.
 * @throws When the folder cannot be searched.
 */
export async function isStillAt(path: string, file: Deno.FsFile): Promise<boolean> {
  const seen = await lstatRegular(path);
  return seen !== undefined && isSame(seen, await file.stat());
}

function isSame(a: Deno.FileInfo, b: Deno.FileInfo): boolean {
  return a.ino === b.ino && a.dev === b.dev;
}

function notRegular(path: string): RunFailure {
  return new RunFailure(ExitCode.InputOutput, `Cannot open "${path}": it is not a regular file; remove it`);
}

/**
 * Reads a small file of JSON.
 *
 * @param path Its path.
 * @returns What it holds; undefined when it is not there, not a regular file, too large, or not JSON.
 * @throws When it cannot be read.
 */
export async function readSmallJson(path: string): Promise<unknown> {
  const info = await lstatRegular(path);
  if (!info || info.size > MAX_JSON_BYTES) return undefined;
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/**
 * Removes a file or link.
 *
 * @param path Its path; nothing need be there.
 * @throws When it is there and cannot be removed.
 */
export async function removeIfPresent(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
