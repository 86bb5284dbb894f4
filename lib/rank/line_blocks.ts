import { kernelBytes, TEXT_CAPACITY, TEXT_START } from "./kernel_text.ts";
import { LF, MAX_LINE_BYTES } from "./line.ts";

/** The piece of a chunk that fits into the kernel's memory next to the start of a broken line. */
const MAX_PIECE_BYTES = TEXT_CAPACITY - MAX_LINE_BYTES;

/**
 * Takes whole lines.
 *
 * @param from Where the first line starts in the kernel's memory.
 * @param end Where the last one ends, after its LF.
 * @param offset How many bytes of the dump's text come before them.
 */
export type BlockTaker = (from: number, end: number, offset: number) => void;

/** Lays a dump's text into the kernel's memory, block by block, each of whole lines. */
export class LineBlocks {
  readonly #take: BlockTaker;
  readonly #tooLong: () => Error;
  /** The start of a line whose end is in the next chunk. */
  readonly #broken = new Uint8Array(MAX_LINE_BYTES);
  #brokenLength = 0;
  #offset = 0;

  /**
   * @param take Is given each block; the block is gone when it returns.
   * @param tooLong The error when the line after those given out is too long to be laid there.
   */
  constructor(take: BlockTaker, tooLong: () => Error) {
    this.#take = take;
    this.#tooLong = tooLong;
  }

  /**
   * Takes the next bytes of the text.
   *
   * @param chunk Of any length; may end within a line or a character.
   * @throws {Error} When a line that has not ended yet is too long, or what the taker throws.
   */
  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; at += MAX_PIECE_BYTES) {
      this.#pushPiece(chunk.subarray(at, at + MAX_PIECE_BYTES));
    }
  }

  /** Ends the text: what is left is a line. */
  finish(): void {
    if (this.#brokenLength > 0) this.#pushPiece(Uint8Array.of(LF));
  }

  #pushPiece(piece: Uint8Array): void {
    kernelBytes.set(this.#broken.subarray(0, this.#brokenLength), TEXT_START);
    const pieceStart = TEXT_START + this.#brokenLength;
    kernelBytes.set(piece, pieceStart);
    const end = pieceStart + piece.length;
    const linesEnd = pieceStart + piece.lastIndexOf(LF) + 1;
    const isLineEnded = linesEnd > pieceStart;
    const brokenStart = isLineEnded ? linesEnd : TEXT_START;
    // Whoever takes the block may use the memory: what is broken is looked after first.
    const isTooLong = end - brokenStart > MAX_LINE_BYTES;
    if (!isTooLong) this.#broken.set(kernelBytes.subarray(brokenStart, end));
    this.#brokenLength = end - brokenStart;
    if (isLineEnded) {
      this.#take(TEXT_START, linesEnd, this.#offset);
      this.#offset += linesEnd - TEXT_START;
    }
    if (isTooLong) throw this.#tooLong();
  }
}
