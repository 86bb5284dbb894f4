/**
 * All lines of a dump, packed by what each shares with the one before: about half as long as the text, and quick to look
 * through. It saves inflating the dump a second time, and lives no longer than the run that wrote it.
 *
 * @module
 */
import { join } from "node:path";
import type { DumpHour } from "../hours.ts";
import { findPacked, sharedWithTarget } from "../rank/kernel.wasm";
import { kernelBytes, RESULT_START, TEXT_CAPACITY, TEXT_START } from "../rank/kernel_text.ts";
import { LF, SPACE } from "../rank/line.ts";
import type { PackedSink } from "./listed_domain.ts";
import { compareBytes, sharedLength } from "./byte_text.ts";
import type { PackedBlock, PackedRange } from "./page_list.ts";
import type { AskedDomain } from "./asked_domain.ts";
import type { DomainAnswer } from "./seek_engine.ts";
import { type TitleField, titleFields } from "./title_fields.ts";

/** A file of packed lines that is being written. */
export interface PackedFile extends PackedSink, Disposable {
  /** Writes what has been gathered. */
  readonly flush: () => void;
}

const EXTENSION = ".packed";
const BUFFER_BYTES = 1 << 20;
/** Longer titles are not looked for in packed lines, whose count of shared bytes ends there. */
const MAX_TITLE_BYTES = 243;
/** What the byte says that a packed line begins with, when it shares nothing. */
const SHARED_BASE = 0x0b;
const DIGIT_0 = 0x30;
const encoder = new TextEncoder();

/**
 * Where an hour's packed lines lie.
 *
 * @param hour The hour.
 * @param tmpDir The folder of the dumps.
 */
export function packedPath(hour: DumpHour, tmpDir: string): string {
  return join(tmpDir, hour.name + EXTENSION);
}

/**
 * Removes the files of packed lines that an earlier run left behind; whether they are whole is not known.
 *
 * @param tmpDir The folder of the dumps.
 * @throws When one cannot be removed.
 */
export async function removePackedFiles(tmpDir: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(tmpDir)) {
    if (/^pageviews-\d{8}-\d{6}\.packed$/.test(name) && !isDirectory) await Deno.remove(join(tmpDir, name));
  }
}

/**
 * Creates a file of packed lines.
 *
 * @param path The file; one that is there is replaced.
 * @returns The file, to be disposed of.
 * @throws When it cannot be created or written.
 */
export function createPackedFile(path: string): PackedFile {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const file = Deno.openSync(path, { write: true, createNew: true });
  const buffer = new Uint8Array(BUFFER_BYTES);
  let [gathered, length] = [0, 0];
  const writeAll = (bytes: Uint8Array): void => {
    for (let written = 0; written < bytes.length;) written += file.writeSync(bytes.subarray(written));
  };
  const flush = (): void => {
    writeAll(buffer.subarray(0, gathered));
    gathered = 0;
  };
  return {
    get length() {
      return length;
    },
    write(bytes): void {
      if (gathered + bytes.length > buffer.length) flush();
      if (bytes.length > buffer.length) writeAll(bytes);
      else {
        buffer.set(bytes, gathered);
        gathered += bytes.length;
      }
      length += bytes.length;
    },
    flush,
    [Symbol.dispose]: () => file.close(),
  };
}

/**
 * Whether questions can be answered from packed lines: they name the pages, no very long one among them, and the domains
 * have packed lines.
 *
 * @param questions About one dump.
 */
export function areForPacked(questions: readonly (AskedDomain & PackedRange)[]): boolean {
  return questions.every(({ minViews, titles, packedFrom, packedTo }) =>
    minViews === undefined && packedTo > packedFrom &&
    titleFields(titles).every(({ bytes }) => bytes.length <= MAX_TITLE_BYTES)
  );
}

/**
 * Looks up pages in packed lines.
 *
 * @param path The file.
 * @param questions What to look up, and where; all of them such as {@linkcode areForPacked} lets through.
 * @param checkpoint Called now and then; throws when the work shall end.
 * @returns The views of each page that is asked for.
 * @throws {Error} When the file cannot be read, or what the checkpoint throws.
 */
export function seekPacked(
  path: string,
  questions: readonly (AskedDomain & PackedRange)[],
  checkpoint: () => void,
): DomainAnswer[] {
  using file = Deno.openSync(path);
  return questions.map(({ domainCode, titles, packedTo, blocks }) => {
    const views = new Map(titles.map((title) => [title, 0]));
    for (const { from, to, last, wanted } of spans(titleFields(titles), blocks, packedTo)) {
      checkpoint();
      seekSpan(file, from, to, new PackedSearch(wanted, views, last));
    }
    return { domainCode, views };
  });
}

/** A part of a domain's packed lines, and what may be in it. */
interface Span {
  readonly from: number;
  readonly to: number;
  /** The last title before it. */
  readonly last: Uint8Array;
  readonly wanted: TitleField[];
}

/** The parts that have to be looked through; a title is in the last one that begins with it or an earlier one. */
function spans(fields: readonly TitleField[], blocks: readonly PackedBlock[], end: number): Span[] {
  const found: Span[] = [];
  let block = -1;
  let next = blocks[0] && encoder.encode(blocks[0][1]);
  for (const field of fields) {
    const blockBefore = block;
    while (next && compareBytes(next, field.bytes) <= 0) {
      const following = blocks[++block + 1];
      next = following && encoder.encode(following[1]);
    }
    if (block < 0) continue;
    const [from, , last] = blocks[block]!;
    if (block !== blockBefore) {
      found.push({ from, to: blocks[block + 1]?.[0] ?? end, last: encoder.encode(last), wanted: [] });
    }
    found.at(-1)!.wanted.push(field);
  }
  return found;
}

function seekSpan(file: Deno.FsFile, from: number, to: number, search: PackedSearch): void {
  file.seekSync(from, Deno.SeekMode.Start);
  let [unread, broken] = [to - from, 0];
  while (unread > 0 && !search.isOver) {
    const start = TEXT_START + broken;
    const room = Math.min(unread, TEXT_CAPACITY - broken);
    const read = file.readSync(kernelBytes.subarray(start, start + room));
    if (read === null) throw new Error("Cannot read packed lines: their file has been cut short");
    unread -= read;
    const end = kernelBytes.lastIndexOf(LF, start + read - 1) + 1;
    search.take(TEXT_START, end);
    broken = start + read - end;
    kernelBytes.copyWithin(TEXT_START, end, start + read);
  }
}

/** Looks for titles in packed lines, all in one pass. */
class PackedSearch {
  readonly #wanted: readonly TitleField[];
  readonly #views: Map<string, number>;
  #next = 0;
  /** How many bytes the last line that was passed over shares with the title that is next. */
  #matched: number;

  /**
   * @param wanted At least one title, in byte order.
   * @param views Where the views go.
   * @param last The title before the first line, which comes before those that are wanted.
   */
  constructor(wanted: readonly TitleField[], views: Map<string, number>, last: Uint8Array) {
    this.#wanted = wanted;
    this.#views = views;
    this.#matched = sharedLength(last, wanted[0]!.bytes);
  }

  get isOver(): boolean {
    return this.#next === this.#wanted.length;
  }

  take(from: number, end: number): void {
    let line = from;
    while (!this.isOver) {
      const { title, bytes } = this.#wanted[this.#next]!;
      kernelBytes.set(bytes, RESULT_START);
      line = findPacked(line, end, RESULT_START, bytes.length, this.#matched);
      this.#matched = sharedWithTarget();
      if (line === end) return;
      const titleEnd = this.#titleEndAt(line, bytes);
      if (titleEnd !== undefined) {
        this.#views.set(title, countFrom(titleEnd));
        line = kernelBytes.indexOf(LF, titleEnd) + 1;
      }
      this.#step(bytes, titleEnd !== undefined);
    }
  }

  /** Where the title of a line ends, when it is this one. */
  #titleEndAt(line: number, title: Uint8Array): number | undefined {
    const shared = kernelBytes[line]! - SHARED_BASE;
    if (shared !== this.#matched) return undefined;
    let at = line + 1;
    for (let i = shared; i < title.length; i++) if (kernelBytes[at++] !== title[i]) return undefined;
    return kernelBytes[at] === SPACE || kernelBytes[at] === LF ? at : undefined;
  }

  /** The line before shares with the next title what it shares with this one, as far as the two are the same. */
  #step(title: Uint8Array, isFound: boolean): void {
    const next = this.#wanted[++this.#next]?.bytes;
    if (!next) return;
    const shared = sharedLength(title, next);
    this.#matched = isFound ? shared : Math.min(this.#matched, shared);
  }
}

/** The count after a title; a line that ends there has one view. */
function countFrom(titleEnd: number): number {
  if (kernelBytes[titleEnd] === LF) return 1;
  let value = 0;
  for (let at = titleEnd + 1; kernelBytes[at]! >= DIGIT_0; at++) {
    value = value * 10 + kernelBytes[at]! - DIGIT_0;
  }
  return value;
}
