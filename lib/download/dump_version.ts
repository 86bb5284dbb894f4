/**
 * Which version of a dump a result was made of, kept in a hidden file beside the result: `.NAME.dump.json`.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";
import { writeDurably } from "../output/durable_file.ts";
import { isRangeValidator } from "./http_headers.ts";
import { readSmallJson, removeIfPresent } from "../output/regular_file.ts";

/** One version of a dump; Wikimedia may put another one in its place. */
export interface DumpVersion {
  /** Where it lies. */
  readonly url: string;
  /** Its size; undefined when the server does not say. */
  readonly bytes: number | undefined;
  /** The strong ETag or the Last-Modified; undefined when the server gives neither. */
  readonly validator: string | undefined;
}

/**
 * Whether two versions are, as far as is known, the same.
 *
 * @param a One.
 * @param b The other; may lie on another server, whose ETags are its own.
 * @returns False when the sizes are not known or differ, or when the same URL gives different validators.
 */
export function isSameVersion(a: DumpVersion, b: DumpVersion): boolean {
  const sameSize = a.bytes !== undefined && a.bytes === b.bytes;
  return sameSize && (a.url !== b.url || a.validator === b.validator);
}

/**
 * Finds out which dump a result was made of.
 *
 * @param resultPath The result.
 * @returns The dump's version; undefined when it is not known.
 * @throws When it is known and cannot be read.
 */
export async function readVersion(resultPath: string): Promise<DumpVersion | undefined> {
  const { url, bytes, validator } = Object(await readSmallJson(versionPath(resultPath)));
  if (typeof url !== "string" || !Number.isSafeInteger(bytes)) return undefined;
  return { url, bytes, validator: isRangeValidator(validator) ? validator : undefined };
}

/**
 * Notes which dump a result was made of.
 *
 * @param resultPath The result, which is on the disk.
 * @param version The dump's version.
 * @throws {RunFailure} When the operating system refuses.
 */
export async function writeVersion(resultPath: string, version: DumpVersion): Promise<void> {
  await writeDurably(versionPath(resultPath), [JSON.stringify(version), "\n"]);
}

/**
 * Makes the dump of a result unknown; to be done before another result takes its place.
 *
 * @param resultPath The result.
 * @throws When the operating system refuses.
 */
export async function forgetVersion(resultPath: string): Promise<void> {
  await removeIfPresent(versionPath(resultPath));
}

function versionPath(resultPath: string): string {
  return join(dirname(resultPath), `.${basename(resultPath)}.dump.json`);
}
