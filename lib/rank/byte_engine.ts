import { isUtf8 } from "node:buffer";
import { BadDump } from "./bad_dump.ts";
import { decodeField } from "./field.ts";
import { skippedLines, validUntil } from "./kernel.wasm";
import { DOUBTFUL_BYTES, kernelBytes, KernelDomain, TEXT_CAPACITY, TEXT_START } from "./kernel_text.ts";
import { CR, LF, type LineColumns, MAX_LINE_BYTES, parseLine } from "./line.ts";
import type { DumpRanking } from "./ranking.ts";
import { type DomainTally, EXCERPT_CHARACTERS, type Selection, Tally } from "./tally.ts";
import { TopList } from "./top_list.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The piece of a chunk that fits into the kernel's memory next to the start of a broken line. */
const MAX_PIECE_BYTES = TEXT_CAPACITY - MAX_LINE_BYTES;

/**
 * Ranks a dump from its bytes, as they come.
 *
 * Nearly all lines are of the same domain as the one before and have too few views to be listed: the kernel
 * passes over those, 16 bytes at a time, without anything being decoded. The others get a closer look.
 * Nothing is taken on trust: a dump that is not sorted is ranked as exactly, only slower.
 */
export class ByteEngine {
  readonly #tally: Tally<TopList>;
  readonly #columns: LineColumns = { domainEnd: 0, titleEnd: 0, countViews: 0 };
  /** The start of a line whose end is in the next chunk. */
  readonly #broken = new Uint8Array(MAX_LINE_BYTES);
  #brokenLength = 0;
  /** The domain of the last line, and its code as it stands in the dump, with the space after it. */
  #domain: DomainTally<TopList> | undefined;
  #domainField = new Uint8Array(0);
  readonly #kernelDomain = new KernelDomain();

  /** @param selection What is to be ranked. */
  constructor(selection: Selection) {
    this.#tally = new Tally(selection, (top) => new TopList(top));
  }

  /**
   * Takes the next bytes of the dump's text.
   *
   * @param chunk Of any length; may end within a line or a character.
   * @throws {BadDump} When a line or the number of domains is beyond bounds.
   */
  push(chunk: Uint8Array): void {
    this.#tally.inflatedBytes += chunk.length;
    for (let at = 0; at < chunk.length; at += MAX_PIECE_BYTES) {
      this.#pushPiece(chunk.subarray(at, at + MAX_PIECE_BYTES));
    }
  }

  /**
   * Ends the dump.
   *
   * @returns What it comes to.
   * @throws {BadDump} When it held no line and that is not allowed.
   */
  finish(): DumpRanking {
    if (this.#brokenLength > 0) this.#pushPiece(Uint8Array.of(LF));
    return this.#tally.finish();
  }

  #pushPiece(piece: Uint8Array): void {
    kernelBytes.set(this.#broken.subarray(0, this.#brokenLength), TEXT_START);
    const pieceStart = TEXT_START + this.#brokenLength;
    kernelBytes.set(piece, pieceStart);
    const end = pieceStart + piece.length;
    const linesEnd = pieceStart + piece.lastIndexOf(LF) + 1;
    const isLineEnded = linesEnd > pieceStart;
    if (isLineEnded) this.#rankLines(TEXT_START, linesEnd);
    this.#keepBroken(kernelBytes.subarray(isLineEnded ? linesEnd : TEXT_START, end));
  }

  #keepBroken(start: Uint8Array): void {
    if (start.length > MAX_LINE_BYTES) throw longLine(this.#tally.lines + 1);
    this.#broken.set(start);
    this.#brokenLength = start.length;
  }

  /** Ranks whole lines. Where they are not UTF-8, each line gets a look until that is past. */
  #rankLines(from: number, end: number): void {
    let start = from;
    while (start < end) {
      const valid = validUntil(start, end);
      const validEnd = valid === end ? end : Math.max(start, kernelBytes.lastIndexOf(LF, valid - 1) + 1);
      start = this.#rankValidLines(start, validEnd);
      const doubtfulEnd = Math.min(end, valid + DOUBTFUL_BYTES);
      while (start < doubtfulEnd) start = this.#look(start, true);
    }
  }

  #rankValidLines(from: number, end: number): number {
    let start = from;
    while (start < end) {
      start = this.#kernelDomain.skipLines(start, end, this.#minViews());
      this.#count(skippedLines());
      if (start < end) start = this.#look(start, false);
    }
    return start;
  }

  /** From how many views on a line may matter: all do until a domain's list is full, none when unwanted. */
  #minViews(): number {
    if (!this.#domain) return 0;
    return this.#domain.wanted ? this.#domain.ranker.threshold : Infinity;
  }

  #count(lines: number): void {
    this.#tally.lines += lines;
    if (this.#domain?.wanted) this.#tally.considered += lines;
    else this.#tally.filtered += lines;
  }

  /**
   * Takes one line in full.
   *
   * @returns Where the next one starts.
   */
  #look(start: number, isDoubtful: boolean): number {
    const lf = kernelBytes.indexOf(LF, start);
    const end = lf > start && kernelBytes[lf - 1] === CR ? lf - 1 : lf;
    if (lf - start > MAX_LINE_BYTES) throw longLine(this.#tally.lines + 1);
    if (isDoubtful && !isUtf8(kernelBytes.subarray(start, end))) this.#tally.invalidUtf8++;
    const fault = parseLine(kernelBytes, start, end, this.#columns);
    if (fault) {
      this.#tally.lines++;
      this.#tally.addMalformed(fault, excerptOf(kernelBytes.subarray(start, end)));
      return lf + 1;
    }
    const domain = this.#domainAt(start, this.#columns.domainEnd);
    this.#count(1);
    if (domain.wanted) this.#offer(domain);
    return lf + 1;
  }

  #offer({ ranker, blacklisted }: DomainTally<TopList>): void {
    const { domainEnd, titleEnd, countViews } = this.#columns;
    if (countViews < ranker.threshold) return;
    const pageTitle = decodeField(kernelBytes.subarray(domainEnd + 1, titleEnd));
    const page = { pageTitle, countViews };
    if (ranker.admits(page) && !blacklisted?.has(pageTitle)) ranker.offer(page);
  }

  /** The domain of the line that is looked at; decoded only when it is not the one before. */
  #domainAt(start: number, domainEnd: number): DomainTally<TopList> {
    if (this.#domain && startsWith(this.#domainField, start, domainEnd)) return this.#domain;
    const field = kernelBytes.slice(start, domainEnd + 1);
    this.#domainField = field;
    this.#kernelDomain.set(field);
    this.#domain = this.#tally.domain(decodeField(field.subarray(0, -1)));
    return this.#domain;
  }
}

/** The start of a malformed line as text; more than is shown of it in any case. */
function excerptOf(line: Uint8Array): string {
  return decoder.decode(line.subarray(0, 4 * EXCERPT_CHARACTERS));
}

/** Whether a line in the kernel's memory starts with a domain code and the space after it. */
function startsWith(field: Uint8Array, start: number, domainEnd: number): boolean {
  if (field.length !== domainEnd + 1 - start) return false;
  for (let i = 0; i < field.length; i++) if (kernelBytes[start + i] !== field[i]) return false;
  return true;
}

function longLine(lineNumber: number): BadDump {
  return new BadDump(`Cannot rank line ${lineNumber}: it is longer than ${MAX_LINE_BYTES} bytes`);
}
