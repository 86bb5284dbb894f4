import { encodeBlocks } from "./text_blocks.ts";

/** Takes bytes: an open file, or standard output. */
export interface ByteWriter {
  /** Writes some of the bytes, at least one, and tells how many. */
  write(bytes: Uint8Array): Promise<number>;
}

/**
 * Writes a text that comes in pieces, as UTF-8 and in large blocks; pieces that are bytes stay as they are. It goes
 * around `writable` of a file: that gathers bytes itself, and loses them without an error when the disk is full.
 *
 * @param to Where it goes; stays open.
 * @param pieces The text, in order.
 * @param signal Ends the writing between two blocks.
 * @throws What `to` throws, what `pieces` throws, or the signal's reason.
 */
export async function writePieces(
  to: ByteWriter,
  pieces: Iterable<string | Uint8Array>,
  signal?: AbortSignal,
): Promise<void> {
  for (const block of encodeBlocks(pieces)) await writeWhole(to, block, signal);
}

async function writeWhole(to: ByteWriter, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    signal?.throwIfAborted();
    written += await to.write(bytes.subarray(written));
  }
}
