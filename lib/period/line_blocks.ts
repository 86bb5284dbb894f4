import { BadDump } from "../rank/bad_dump.ts";
import { kernelBytes, TEXT_CAPACITY, TEXT_START } from "../rank/kernel_text.ts";
import { LF, MAX_LINE_BYTES } from "../rank/line.ts";

/** The piece of a chunk that fits into the kernel's memory next to the start of a broken line. */
const MAX_PIECE_BYTES = TEXT_CAPACITY - MAX_LINE_BYTES;

/**
 * Takes whole lines.
 *
 * @param from Where the first line starts in the kernel's memory.
 * @param end Where the last one ends, after its LF.
 * @param offset How many bytes of the dump's text come before them.
 */
export type LineTaker = (from: number, end: number, offset: number) => void;

/** Lays a dump's text into the kernel's memory, block by block, each of whole lines. */
export class LineBlocks {
  readonly #take: LineTaker;
  /** The start of a line whose end is in the next chunk. */
  readonly #broken = new Uint8Array(MAX_LINE_BYTES);
  #brokenLength = 0;
  #offset = 0;

  /** @param take Is given each block; the block is gone when it returns. */
  constructor(take: LineTaker) {
    this.#take = take;
  }

  /** How many bytes of text have been given out; what is broken is not. */
  get offset(): number {
    return this.#offset;
  }

  /**
   * Takes the next bytes of the text.
   *
   * @param chunk Of any length.
   * @throws {BadDump} When a line is too long.
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
    // What is broken is kept before the block is given out, since whoever takes it may use the memory.
    this.#keepBroken(kernelBytes.subarray(brokenStart, end));
    if (!isLineEnded) return;
    this.#take(TEXT_START, linesEnd, this.#offset);
    this.#offset += linesEnd - TEXT_START;
  }

  #keepBroken(start: Uint8Array): void {
    if (start.length > MAX_LINE_BYTES) {
      const place = `after byte ${this.#offset.toLocaleString("en-US")} of its text`;
      throw new BadDump(`Cannot rank a line ${place}: it is longer than ${MAX_LINE_BYTES} bytes`);
    }
    this.#broken.set(start);
    this.#brokenLength = start.length;
  }
}
