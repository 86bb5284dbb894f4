import { isUtf8 } from "node:buffer";
import { concat } from "@std/bytes/concat";
import { BadDump } from "./bad_dump.ts";
import { LF, MAX_LINE_BYTES } from "./line.ts";

/**
 * Lets bytes through, with the last line's LF when that is missing, and looks at what cannot be told any more
 * once they are text: whether a line is longer than a dump's lines may be, which ends the stream with a
 * {@linkcode BadDump}, and how many lines are not UTF-8.
 */
export class LineGuardStream extends TransformStream<Uint8Array, Uint8Array> {
  #broken = new Uint8Array(0);
  #lines = 0;
  #invalidUtf8 = 0;
  #bytes = 0;

  constructor() {
    super({
      transform: (chunk, controller) => {
        this.#bytes += chunk.length;
        const linesEnd = chunk.lastIndexOf(LF) + 1;
        if (linesEnd > 0) {
          this.#inspect(concat([this.#broken, chunk.subarray(0, linesEnd)]));
          this.#broken = chunk.slice(linesEnd);
        } else {
          this.#broken = concat([this.#broken, chunk]);
        }
        this.#checkLength(this.#broken.length);
        controller.enqueue(chunk);
      },
      flush: (controller) => {
        this.#inspect(this.#broken);
        if (this.#broken.length > 0) controller.enqueue(Uint8Array.of(LF));
      },
    });
  }

  /** Lines seen so far that are not UTF-8. */
  get invalidUtf8(): number {
    return this.#invalidUtf8;
  }

  /** Bytes that have come in so far. */
  get bytes(): number {
    return this.#bytes;
  }

  #inspect(lines: Uint8Array): void {
    const isClean = isUtf8(lines);
    for (let start = 0, end = 0; start < lines.length; start = end + 1) {
      end = lines.indexOf(LF, start);
      if (end < 0) end = lines.length;
      this.#checkLength(end - start);
      this.#lines++;
      if (!isClean && !isUtf8(lines.subarray(start, end))) this.#invalidUtf8++;
    }
  }

  #checkLength(bytes: number): void {
    if (bytes <= MAX_LINE_BYTES) return;
    throw new BadDump(`Cannot rank line ${this.#lines + 1}: it is longer than ${MAX_LINE_BYTES} bytes`);
  }
}
