import { format as formatBytes } from "@std/fmt/bytes";
import { statfs } from "node:fs/promises";
import { ExitCode } from "../exit_code.ts";
import { RunFailure } from "../failure.ts";
import { isSystemError } from "../system_error.ts";

/** A large dump of these years; most have 40 to 60 MB. */
export const DUMP_BYTES = 64_000_000;
/** What the list file of a large dump takes. */
export const LIST_BYTES = 2_000_000;
/** What the packed lines of a large dump take. */
export const PACKED_BYTES = 130_000_000;

/**
 * Makes sure that there is room for dumps and lists.
 *
 * @param folder Where they go.
 * @param neededBytes How much they take, at a guess.
 * @returns How much room there is, in bytes; undefined where the system does not tell.
 * @throws {RunFailure} When there is too little.
 * @throws {Deno.errors.NotCapable} When the permission to ask is missing.
 */
export async function checkRoom(folder: string, neededBytes: number): Promise<number | undefined> {
  const freeBytes = await freeSpace(folder);
  if (freeBytes === undefined || freeBytes >= neededBytes) return freeBytes;
  throw new RunFailure(
    ExitCode.InputOutput,
    `Cannot keep the dumps in "${folder}": they take about ${formatBytes(neededBytes)}, and ` +
      `${formatBytes(freeBytes)} are free; choose another --tmp-dir, or a shorter period`,
  );
}

async function freeSpace(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable || !isSystemError(error)) throw error;
    return undefined;
  }
}
