import { gzipSync } from "node:zlib";
import { concat } from "@std/bytes/concat";
import { type ScratchFolder, scratchFolder } from "./scratch_folder.ts";

/** A file that is gone when it is disposed of. */
export interface GzipFile extends Disposable {
  readonly path: string;
}

/** One gzip member that holds a text. */
export function gzipMember(text: string): Uint8Array {
  return new Uint8Array(gzipSync(text));
}

/**
 * Writes a file.
 *
 * @param pieces What it holds, one after the other; texts stand for a gzip member each.
 */
export function gzipFile(...pieces: readonly (string | Uint8Array)[]): GzipFile {
  const folder: ScratchFolder = scratchFolder();
  const path = folder.join("pageviews.gz");
  Deno.writeFileSync(
    path,
    concat(pieces.map((piece) => typeof piece === "string" ? gzipMember(piece) : piece)),
  );
  return { path, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}
