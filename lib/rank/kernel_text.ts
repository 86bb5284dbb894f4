/**
 * The block of text that is being ranked, in the memory of the kernel (kernel.wasm, made from kernel.as.ts).
 *
 * There is one kernel a thread. Its memory is scratch: it is used within one call of the engine, never
 * between two, so that several dumps may be under way in a thread.
 *
 * @module
 */
import { memory, skipLines } from "./kernel.wasm";
import { MAX_LINE_BYTES } from "./line.ts";

/** The kernel compares this many bytes of a domain code, the space after it included. */
const MAX_DOMAIN_BYTES = 16;
/** The kernel may read this far past the end of the text. */
const SLACK_BYTES = 32;
const MAX_UINT32 = 2 ** 32 - 1;
const DOMAIN_START = 0;

/** All of the kernel's memory; positions are offsets into it. */
export const kernelBytes: Uint8Array = new Uint8Array(memory.buffer);
/** Where a block of text starts. */
export const TEXT_START = DOMAIN_START + MAX_DOMAIN_BYTES;
/** Where lines that are made of a block's lines may be put, and anything else that is held against the text. */
export const RESULT_START = kernelBytes.length >> 1;
/** The most bytes of a block of text. */
export const TEXT_CAPACITY = RESULT_START - TEXT_START - SLACK_BYTES;
/** How far after the position that `validUntil` gives the fault may end, in bytes. */
export const DOUBTFUL_BYTES = 19;

/** The domain code at the start of a line, as the kernel compares it. */
export class KernelDomain {
  readonly #bytes = new Uint8Array(MAX_DOMAIN_BYTES);
  #length = 0;

  /**
   * Remembers a domain code. One that is too long for the kernel is as good as none.
   *
   * @param code The code with the space after it.
   */
  set(code: Uint8Array): void {
    this.#length = code.length <= MAX_DOMAIN_BYTES ? code.length : 0;
    if (this.#length > 0) this.#bytes.set(code);
  }

  /**
   * Passes over lines of this domain that are well-formed and have too few views. The text must be UTF-8.
   *
   * @param from Where a line starts.
   * @param end Where a line ends, after its LF.
   * @param minViews From how many views on a line matters.
   * @returns Where the first line starts that needs a look; `end` when none does.
   */
  skipLines(from: number, end: number, minViews: number): number {
    kernelBytes.set(this.#bytes, DOMAIN_START);
    return skipLines(
      from,
      end,
      DOMAIN_START,
      this.#length,
      Math.min(minViews, MAX_UINT32),
      MAX_LINE_BYTES + 1,
    );
  }
}
