import { basename, dirname, join } from "node:path";
import { ExitCode } from "../exit_code.ts";
import { RunFailure } from "../failure.ts";
import { isSystemError } from "../system_error.ts";
import { writePieces } from "./write_pieces.ts";

/** What {@linkcode temporaryPath} makes, and nobody else would. */
const TEMPORARY_NAME = /^\..+\.[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\.wikitop$/;

/**
 * A name for a file that is not finished yet.
 *
 * @param path The final path.
 * @returns A path in the same folder that cannot be foreseen.
 */
export function temporaryPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.${crypto.randomUUID()}.wikitop`);
}

/**
 * Writes a file so that at any moment, a crash and a power cut included, either the old one or the whole new one is
 * there. A symbolic link in its place is replaced, and what it points to is left alone.
 *
 * @param path The final path; its folder exists.
 * @param pieces The text or bytes, in order.
 * @param signal Ends the writing; the old file, if any, stays.
 * @throws {RunFailure} When the operating system refuses; nothing half-written is left behind.
 * @throws The signal's reason, or what `pieces` throws.
 */
export async function writeDurably(
  path: string,
  pieces: Iterable<string | Uint8Array>,
  signal?: AbortSignal,
): Promise<void> {
  const temporary = temporaryPath(path);
  try {
    await writeNew(temporary, pieces, signal);
    signal?.throwIfAborted();
    await Deno.rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (cause) {
    await Deno.remove(temporary).catch(() => {});
    if (!isSystemError(cause)) throw cause;
    throw new RunFailure(ExitCode.InputOutput, `Cannot write "${path}": ${cause.message}`, { cause });
  }
}

/** `createNew` does not follow a link that somebody planted. */
async function writeNew(
  path: string,
  pieces: Iterable<string | Uint8Array>,
  signal?: AbortSignal,
): Promise<void> {
  using file = await Deno.open(path, { write: true, createNew: true });
  await writePieces(file, pieces, signal);
  await file.sync();
}

/**
 * Makes the names in a folder last, such as one that a file was just given. Windows cannot open folders, and does
 * without.
 *
 * @param path The folder.
 * @throws When the operating system refuses.
 */
export async function syncFolder(path: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  using folder = await Deno.open(path);
  await folder.sync();
}

/**
 * Removes what runs that were killed left behind while they wrote. No other run may be writing there.
 *
 * @param folder The folder that {@linkcode writeDurably} writes to; it exists.
 * @throws When the folder cannot be read or a file in it cannot be removed.
 */
export async function removeStaleTemporaries(folder: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (TEMPORARY_NAME.test(name) && !isDirectory) await Deno.remove(join(folder, name));
  }
}
