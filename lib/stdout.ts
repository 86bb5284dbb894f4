import { type ByteWriter, writePieces } from "./write_pieces.ts";

/**
 * Writes a text to standard output. A reader that has seen enough, as in `wikitop --stdout | head -1`, ends the
 * writing without an error.
 *
 * @param pieces The text, in order.
 * @param options `signal` ends the writing; `to` stands in for standard output.
 * @throws What the operating system refuses with, except for a broken pipe; the signal's reason; what `pieces` throws.
 */
export async function writeToStdout(
  pieces: Iterable<string>,
  { signal, to = Deno.stdout }: { signal?: AbortSignal; to?: ByteWriter } = {},
): Promise<void> {
  try {
    await writePieces(to, pieces, signal);
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
