/**
 * A dump on its way into tmp/: `NAME.gz.part` while it grows, and beside it `NAME.gz.part.json`, which says what it
 * is a part of; `NAME.gz` once it is complete. Nothing here follows a symbolic link.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { syncFolder } from "../output/durable_file.ts";
import { ExitCode } from "../exit_code.ts";
import { RunFailure } from "../failure.ts";
import { isRangeValidator } from "./http_headers.ts";
import type { DumpHour } from "../hours.ts";
import { lstatRegular, openRegular, readSmallJson, removeIfPresent } from "../output/regular_file.ts";

/** What a partial download is a part of; only the same version at the same place may continue it. */
export interface PartOrigin {
  /** Where it comes from. */
  readonly url: string;
  /** The strong ETag or the Last-Modified of the version that it is a part of. */
  readonly validator: string;
}

/** A partial download that can be continued. */
export interface ResumablePart extends PartOrigin {
  /** How much is there, in bytes; at least 1. */
  readonly bytes: number;
}

/**
 * Where an hour's complete dump lies.
 *
 * @param hour The hour; its name alone makes the file's name.
 * @param tmpDir The folder of the dumps.
 * @returns The path of `NAME.gz`.
 */
export function dumpPath(hour: DumpHour, tmpDir: string): string {
  return join(tmpDir, `${hour.name}.gz`);
}

/**
 * Removes an hour's dump with its part, so that the next download begins anew.
 *
 * @param hour The hour.
 * @param tmpDir The folder of the dumps.
 * @throws When a file is there and cannot be removed.
 */
export async function discardDump(hour: DumpHour, tmpDir: string): Promise<void> {
  const path = dumpPath(hour, tmpDir);
  await removeIfPresent(path);
  await discardPart(path);
}

/**
 * The size of a regular file.
 *
 * @param path Its path.
 * @returns Its size in bytes; undefined when nothing, or something else, a symbolic link say, is there.
 */
export async function regularFileSize(path: string): Promise<number | undefined> {
  return (await lstatRegular(path))?.size;
}

/**
 * Finds what an earlier download has left.
 *
 * @param path The path of the complete dump.
 * @param url Where it is to be downloaded from.
 * @returns The part; undefined when there is none, or none from this URL that can be continued.
 */
export async function findPart(path: string, url: string): Promise<ResumablePart | undefined> {
  const bytes = await regularFileSize(partPath(path));
  const origin = bytes ? await readOrigin(originPath(path)) : undefined;
  return bytes && origin?.url === url ? { ...origin, bytes } : undefined;
}

/**
 * Begins a new part and removes the one that may be there.
 *
 * @param path The path of the complete dump.
 * @param origin What it is a part of; undefined when the server gave nothing to continue it by.
 * @returns The part's file, empty and open for writing.
 */
export async function createPart(path: string, origin: PartOrigin | undefined): Promise<Deno.FsFile> {
  await discardPart(path);
  if (origin) await Deno.writeTextFile(originPath(path), JSON.stringify(origin), { createNew: true });
  return await Deno.open(partPath(path), { write: true, createNew: true });
}

/**
 * Opens a part to continue it.
 *
 * @param path The path of the complete dump.
 * @returns The part's file, open for writing at its end.
 * @throws {RunFailure} When the part has been replaced since it was found.
 */
export async function reopenPart(path: string): Promise<Deno.FsFile> {
  const file = await openRegular(partPath(path), { append: true });
  if (file) return file;
  throw new RunFailure(ExitCode.InputOutput, `Cannot continue "${partPath(path)}": somebody took it away`);
}

/**
 * Turns a part that has its full length, and is on the disk, into the dump.
 *
 * @param path The path of the complete dump; what is there is replaced.
 */
export async function completePart(path: string): Promise<void> {
  await Deno.rename(partPath(path), path);
  await syncFolder(dirname(path));
  await removeIfPresent(originPath(path));
}

/**
 * Removes a part and what is known of it.
 *
 * @param path The path of the complete dump.
 */
export async function discardPart(path: string): Promise<void> {
  await removeIfPresent(originPath(path));
  await removeIfPresent(partPath(path));
}

function partPath(path: string): string {
  return `${path}.part`;
}

function originPath(path: string): string {
  return `${path}.part.json`;
}

async function readOrigin(path: string): Promise<PartOrigin | undefined> {
  const { url, validator } = Object(await readSmallJson(path));
  return typeof url === "string" && isRangeValidator(validator) ? { url, validator } : undefined;
}
