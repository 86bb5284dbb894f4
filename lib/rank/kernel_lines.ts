import { isUtf8 } from "node:buffer";
import { BadDump } from "./bad_dump.ts";
import { decodeField } from "./field.ts";
import { skippedLines, validUntil } from "./kernel.wasm";
import { DOUBTFUL_BYTES, kernelBytes, KernelDomain } from "./kernel_text.ts";
import { CR, LF, type LineColumns, MAX_LINE_BYTES, parseLine } from "./line.ts";
import { EXCERPT_CHARACTERS, type PageRanker, type Tally } from "./tally.ts";

/** What becomes of the lines of a dump. Positions are offsets into the kernel's memory. */
export interface LineVisitor {
  /** The line at `start` is of another domain than the one before, or the first one; its title is at `titleStart`. */
  readonly enterDomain: (domainCode: string, start: number, titleStart: number) => void;
  /** From how many views on a line of this domain matters. */
  readonly minViews: () => number;
  /** So many lines of this domain, all well-formed, did not matter. */
  readonly passOver: (lines: number) => void;
  /** Takes a well-formed line of this domain; the columns are good until it returns. */
  readonly take: (columns: LineColumns, isInvalidUtf8: boolean) => void;
  /** A malformed line is left out. Default: nothing more. */
  readonly stepOver?: (start: number, next: number) => void;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Reads a dump's lines with the kernel.
 *
 * Nearly all lines are of the same domain as the one before and have too few views to matter: the kernel passes over
 * those, 16 bytes at a time, without anything being decoded. The others get a closer look.
 */
export class KernelLines {
  readonly #tally: Tally<PageRanker>;
  readonly #visitor: LineVisitor;
  readonly #columns: LineColumns = { domainEnd: 0, titleEnd: 0, countViews: 0 };
  /** The domain code of the last line as it stands in the dump, with the space after it. */
  #domainField = new Uint8Array(0);
  readonly #kernelDomain = new KernelDomain();

  /**
   * @param tally Told how many lines there are, and which are malformed or not UTF-8.
   * @param visitor Takes the lines.
   */
  constructor(tally: Tally<PageRanker>, visitor: LineVisitor) {
    this.#tally = tally;
    this.#visitor = visitor;
  }

  /**
   * Reads whole lines. Where they are not UTF-8, each line gets a look until that is past.
   *
   * @param from Where the first one starts.
   * @param end Where the last one ends, after its LF.
   * @throws {BadDump} When a line is too long.
   */
  read(from: number, end: number): void {
    let start = from;
    while (start < end) {
      const valid = validUntil(start, end);
      const validEnd = valid === end ? end : Math.max(start, kernelBytes.lastIndexOf(LF, valid - 1) + 1);
      start = this.#readValid(start, validEnd);
      const doubtfulEnd = Math.min(end, valid + DOUBTFUL_BYTES);
      while (start < doubtfulEnd) start = this.#look(start, true);
    }
  }

  #readValid(from: number, end: number): number {
    let start = from;
    while (start < end) {
      start = this.#kernelDomain.skipLines(start, end, this.#visitor.minViews());
      const lines = skippedLines();
      this.#tally.lines += lines;
      if (lines > 0) this.#visitor.passOver(lines);
      if (start < end) start = this.#look(start, false);
    }
    return start;
  }

  /** Takes one line in full, and tells where the next one starts. */
  #look(start: number, isDoubtful: boolean): number {
    const lf = kernelBytes.indexOf(LF, start);
    const end = lf > start && kernelBytes[lf - 1] === CR ? lf - 1 : lf;
    if (lf - start > MAX_LINE_BYTES) throw longLine(this.#tally.lines + 1);
    this.#tally.lines++;
    const isInvalidUtf8 = isDoubtful && !isUtf8(kernelBytes.subarray(start, end));
    if (isInvalidUtf8) this.#tally.invalidUtf8++;
    const fault = parseLine(kernelBytes, start, end, this.#columns);
    if (fault) {
      this.#tally.addMalformed(fault, excerptOf(kernelBytes.subarray(start, end)));
      this.#visitor.stepOver?.(start, lf + 1);
    } else {
      this.#lookAtDomain(start, this.#columns.domainEnd + 1);
      this.#visitor.take(this.#columns, isInvalidUtf8);
    }
    return lf + 1;
  }

  /** Decodes the domain code only when it is not the one before. */
  #lookAtDomain(start: number, titleStart: number): void {
    if (startsWith(this.#domainField, start, titleStart)) return;
    const field = kernelBytes.slice(start, titleStart);
    this.#domainField = field;
    this.#kernelDomain.set(field);
    this.#visitor.enterDomain(decodeField(field.subarray(0, -1)), start, titleStart);
  }
}

/**
 * What is wrong with a dump that has a line over 64 KiB.
 *
 * @param lineNumber From 1.
 */
export function longLine(lineNumber: number): BadDump {
  return new BadDump(`Cannot rank line ${lineNumber}: it is longer than ${MAX_LINE_BYTES} bytes`);
}

/** The start of a malformed line as text; more than is shown of it in any case. */
function excerptOf(line: Uint8Array): string {
  return decoder.decode(line.subarray(0, 4 * EXCERPT_CHARACTERS));
}

/** Whether a line in the kernel's memory starts with a domain code and the space after it. */
function startsWith(field: Uint8Array, start: number, titleStart: number): boolean {
  if (field.length !== titleStart - start) return false;
  for (let i = 0; i < field.length; i++) if (kernelBytes[start + i] !== field[i]) return false;
  return true;
}
