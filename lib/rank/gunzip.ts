import { createGunzip } from "node:zlib";
import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { BadDump } from "./bad_dump.ts";

const READ_BYTES = 262_144;
/** Large pieces pay: each one crosses several queues. */
const INFLATED_CHUNK_BYTES = 1_048_576;
/** Eight times the largest dump ever seen. */
export const MAX_INFLATED_BYTES = 2 ** 31;
/** Real dumps inflate four- to fivefold; deflate can reach 1032. */
export const MAX_INFLATION = 100;
/** Below this, {@linkcode MAX_INFLATION} is not asked for. */
const SMALL_BYTES = 2 ** 24;

/** Whether an error comes from inflating rather than from reading the file. */
function isInflateError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
}

/** Gzip may be followed by zeros, as tapes pad it; anything else was not meant to be there. */
async function checkPadding(path: string, from: number): Promise<void> {
  for await (const chunk of createReadStream(path, { start: from, highWaterMark: READ_BYTES })) {
    if ((chunk as Uint8Array).some((byte) => byte !== 0)) {
      throw new BadDump(`Cannot use "${path}": something follows the end of its gzip data`);
    }
  }
}

/** Ends a stream and waits until it has let go of its file; the streams' own disposal throws their errors again. */
async function close(stream: Readable): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (stream.closed) return;
  stream.once("close", resolve);
  stream.destroy();
  await promise;
}

/**
 * Inflates a gzip file, one or more members, in pieces of up to a megabyte. It has been read to its end only
 * when its length and checksum were right.
 *
 * @param path The file.
 * @returns The pieces, to be read once; leaving early closes the file.
 * @throws {BadDump} When the file is not whole, not gzip, or inflates beyond all measure.
 * @throws {Error} When the file cannot be read.
 */
export async function* gunzip(path: string): AsyncGenerator<Uint8Array, void> {
  await using cleanup = new AsyncDisposableStack();
  const file = cleanup.adopt(createReadStream(path, { highWaterMark: READ_BYTES }), close);
  const inflater = cleanup.adopt(createGunzip({ chunkSize: INFLATED_CHUNK_BYTES }), close);
  file.on("error", (error) => inflater.destroy(error));
  let inflatedBytes = 0;
  try {
    for await (const chunk of file.pipe(inflater)) {
      inflatedBytes += chunk.length;
      checkInflation(path, inflatedBytes, file.bytesRead);
      yield chunk;
    }
  } catch (error) {
    if (!isInflateError(error)) throw error;
    throw new BadDump(`Cannot inflate "${path}": ${error.message}`, { cause: error });
  }
  if (inflater.bytesWritten < file.bytesRead) await checkPadding(path, inflater.bytesWritten);
}

/**
 * Keeps a small file from inflating without end.
 *
 * @param path The file.
 * @param inflatedBytes How much has come of it so far.
 * @param bytesRead How much of it has been read so far, at the least.
 * @throws {BadDump} When that is more than {@linkcode MAX_INFLATED_BYTES}, or than {@linkcode MAX_INFLATION} allows.
 */
export function checkInflation(path: string, inflatedBytes: number, bytesRead: number): void {
  const tooLarge = inflatedBytes > MAX_INFLATED_BYTES;
  const tooDense = inflatedBytes > SMALL_BYTES && inflatedBytes > MAX_INFLATION * bytesRead;
  if (!tooLarge && !tooDense) return;
  const limit = tooLarge ? `${MAX_INFLATED_BYTES} bytes` : `${MAX_INFLATION} times its size`;
  throw new BadDump(`Cannot inflate "${path}": it comes to more than ${limit}`);
}
