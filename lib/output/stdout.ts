import { escapeLinesForTerminal } from "../escape.ts";
import { type ByteWriter, writePieces } from "./write_pieces.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Standard output, or what stands in for it. */
export interface Output extends ByteWriter {
  /** Whether people look at it. */
  readonly isTerminal?: () => boolean;
}

/**
 * Writes a text to standard output, as it is; on a terminal, what would drive that is shown instead. A reader that has
 * seen enough, as in `wikitop --stdout | head -1`, ends the writing without an error.
 *
 * @param pieces The text in order, or bytes of it; none ends within a character or between CR and LF.
 * @param options `signal` ends the writing; `to` stands in for standard output.
 * @throws What the operating system refuses with, except for a broken pipe; the signal's reason; what `pieces` throws.
 */
export async function writeToStdout(
  pieces: Iterable<string | Uint8Array>,
  { signal, to = Deno.stdout }: { signal?: AbortSignal; to?: Output } = {},
): Promise<void> {
  const shown = to.isTerminal?.() ? Iterator.from(pieces).map(escapePiece) : pieces;
  try {
    await writePieces(to, shown, signal);
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

function escapePiece(piece: string | Uint8Array): string {
  return escapeLinesForTerminal(typeof piece === "string" ? piece : decoder.decode(piece));
}
