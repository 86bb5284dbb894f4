import { createGunzip, type Gunzip } from "node:zlib";
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

/**
 * Inflates a gzip file, one or more members, in pieces of up to a megabyte. It has been read to its end only
 * when its length and checksum were right.
 *
 * @param path The file.
 * @returns The pieces, to be read once; each is good until the next one is asked for. Leaving early closes the file.
 * @throws {BadDump} When the file is not whole, not gzip, or inflates beyond all measure.
 * @throws {Error} When the file cannot be read.
 */
export async function* gunzip(path: string): AsyncGenerator<Uint8Array, void> {
  using file = await Deno.open(path);
  const inflater = createGunzip({ chunkSize: INFLATED_CHUNK_BYTES });
  const feeding = feed(inflater, file);
  let inflatedBytes = 0;
  try {
    for await (const chunk of inflater) {
      inflatedBytes += chunk.length;
      checkInflation(path, inflatedBytes, inflater.bytesWritten);
      yield chunk;
      release(chunk);
    }
  } catch (error) {
    if (!isInflateError(error)) throw error;
    throw new BadDump(`Cannot inflate "${path}": ${error.message}`, { cause: error });
  } finally {
    await close(inflater);
    await feeding;
  }
  await checkPadding(path, file, inflater.bytesWritten);
}

/**
 * Writes a file into an inflater through one buffer; ends when the file does, or the inflater. The reading blocks its
 * thread, which is a worker's, and has nothing else to do.
 */
async function feed(inflater: Gunzip, file: Deno.FsFile): Promise<void> {
  const buffer = new Uint8Array(READ_BYTES);
  try {
    while (!inflater.destroyed) {
      const length = file.readSync(buffer);
      if (length === null) return void inflater.end();
      await write(inflater, buffer.subarray(0, length));
    }
  } catch (error) {
    inflater.destroy(error as Error);
  }
}

/** Waits until the bytes have been used. An inflater that has come to the end of its data uses no more of them. */
function write(inflater: Gunzip, bytes: Uint8Array): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  inflater.once("close", resolve);
  inflater.write(bytes, () => {
    inflater.off("close", resolve);
    resolve();
  });
  return promise;
}

/**
 * Frees a piece's memory at once, which the garbage collector would do some 60 MB later. The inflater puts one piece
 * after the other into a block of memory, and lets go of the block with the piece that reaches its end.
 */
function release({ buffer, byteOffset, byteLength }: Uint8Array): void {
  if (byteOffset + byteLength === buffer.byteLength) (buffer as ArrayBuffer).transfer(0);
}

/** Ends an inflater, and waits for it; its own disposal would throw its error again. */
async function close(inflater: Gunzip): Promise<void> {
  if (inflater.closed) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  inflater.once("close", resolve);
  inflater.destroy();
  await promise;
}

/** Gzip may be followed by zeros, as tapes pad it; anything else was not meant to be there. */
async function checkPadding(path: string, file: Deno.FsFile, from: number): Promise<void> {
  const buffer = new Uint8Array(READ_BYTES);
  await file.seek(from, Deno.SeekMode.Start);
  for (let length = await file.read(buffer); length !== null; length = await file.read(buffer)) {
    if (buffer.subarray(0, length).some((byte) => byte !== 0)) {
      throw new BadDump(`Cannot use "${path}": something follows the end of its gzip data`);
    }
  }
}

/**
 * Keeps a small file from inflating without end.
 *
 * @param path The file.
 * @param inflatedBytes How much has come of it so far.
 * @param bytesRead How much of it that took.
 * @throws {BadDump} When that is more than {@linkcode MAX_INFLATED_BYTES}, or than {@linkcode MAX_INFLATION} allows.
 */
export function checkInflation(path: string, inflatedBytes: number, bytesRead: number): void {
  const tooLarge = inflatedBytes > MAX_INFLATED_BYTES;
  const tooDense = inflatedBytes > SMALL_BYTES && inflatedBytes > MAX_INFLATION * bytesRead;
  if (!tooLarge && !tooDense) return;
  const limit = tooLarge ? `${MAX_INFLATED_BYTES} bytes` : `${MAX_INFLATION} times its size`;
  throw new BadDump(`Cannot inflate "${path}": it comes to more than ${limit}`);
}
