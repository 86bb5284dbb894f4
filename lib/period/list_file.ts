/**
 * What one dump says of its domains, kept beside it in tmp/: a line that names the format, the length of the head as four
 * bytes, the head in JSON, and the pages of one domain after the other, so that one can be read without the others.
 *
 * Neither blacklist nor `--domains` have a part in it: it serves every question about the hour.
 *
 * @module
 */
import { join } from "node:path";
import { writeDurably } from "../output/durable_file.ts";
import type { DumpHour } from "../hours.ts";
import type { LineCounts } from "../rank/ranking.ts";
import type { DumpIdentity } from "./dump_identity.ts";
import {
  decodePages,
  type LineRange,
  type PackedBlock,
  type PackedRange,
  type PageList,
} from "./page_list.ts";

/** One domain of a list file. */
export interface ListEntry extends LineRange, PackedRange {
  readonly domainCode: string;
  /** As {@linkcode PageList.bound}. */
  readonly bound: number;
  /** How many pages are written down. */
  readonly pages: number;
  /** How many bytes they take. */
  readonly bytes: number;
}

/** What a list file is of. */
export interface ListHead {
  /** How many pages of each domain were kept at first. */
  readonly depth: number;
  readonly dump: DumpIdentity;
  readonly counts: LineCounts;
  readonly inflatedBytes: number;
  readonly entries: readonly ListEntry[];
}

/** Reads pages from a list file; disposing of it closes the file. */
export interface PageReader extends Disposable {
  /**
   * @param position Where they start in the file.
   * @param bytes How many bytes they take.
   * @param pages How many pages there are.
   */
  readonly read: (position: number, bytes: number, pages: number) => Pick<PageList, "titles" | "counts">;
}

/** A list file open for reading; disposing of it, or of its reader, closes it. */
export interface ListFile extends Disposable {
  readonly head: ListHead;
  /** Where the pages of the first entry start in the file. */
  readonly start: number;
  readonly reader: PageReader;
  /** Reads the pages of one domain; undefined when the dump does not have it. */
  readonly read: (domainCode: string) => PageList | undefined;
  /** Reads the pages of one domain as they are written down. */
  readonly readBytes: (domainCode: string) => Uint8Array | undefined;
}

/** Changes whenever the format does; other files are made anew. */
const MAGIC = new TextEncoder().encode("wikitop lists 1\n");
const LENGTH_BYTES = 4;
/** A hundred thousand domains take less. */
const MAX_HEAD_BYTES = 64 * 1024 ** 2;

type EntryTuple = readonly [
  domainCode: string,
  bound: number,
  pages: number,
  bytes: number,
  from: number,
  to: number,
  isSorted: 0 | 1,
  packedFrom: number,
  packedTo: number,
  blocks: readonly PackedBlock[],
];

/**
 * Where an hour's lists lie.
 *
 * @param hour The hour.
 * @param tmpDir The folder of the dumps.
 */
export function listPath(hour: DumpHour, tmpDir: string): string {
  return join(tmpDir, `${hour.name}.lists`);
}

/**
 * Puts a list file together.
 *
 * @param head What it is of; the pages follow in the order of its entries.
 * @param pages Of each entry, as `encodePages()` gives them.
 * @returns The file's content.
 */
export function encodeListFile(head: ListHead, pages: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const entries = head.entries.map((entry): EntryTuple => {
    const { domainCode, bound, pages, bytes, from, to, isSorted, packedFrom, packedTo, blocks } = entry;
    return [domainCode, bound, pages, bytes, from, to, isSorted ? 1 : 0, packedFrom, packedTo, blocks];
  });
  const headBytes = new TextEncoder().encode(JSON.stringify({ ...head, entries }));
  const length = MAGIC.length + LENGTH_BYTES + headBytes.length;
  const file = new Uint8Array(pages.reduce((sum, { length }) => sum + length, length));
  file.set(MAGIC);
  new DataView(file.buffer).setUint32(MAGIC.length, headBytes.length, true);
  file.set(headBytes, MAGIC.length + LENGTH_BYTES);
  let at = length;
  for (const bytes of pages) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

/**
 * Writes a list file.
 *
 * @param path The file; replaced when it is there.
 * @param content What `encodeListFile()` gave; its memory is freed.
 * @param signal Ends the writing.
 * @throws {RunFailure} When the operating system refuses.
 */
export async function writeListFile(
  path: string,
  content: Uint8Array<ArrayBuffer>,
  signal: AbortSignal,
): Promise<void> {
  await writeDurably(path, [content], signal);
  content.buffer.transfer(0);
}

/**
 * Opens a list file.
 *
 * @param path The file.
 * @returns The file, to be disposed of; undefined when there is none that can be used.
 * @throws When it is there and cannot be read.
 */
export function openListFile(path: string): ListFile | undefined {
  using cleanup = new DisposableStack();
  const file = openIfPresent(path);
  if (!file) return undefined;
  cleanup.use(file);
  const start = readAt(file, 0, MAGIC.length + LENGTH_BYTES);
  if (start.length < MAGIC.length + LENGTH_BYTES || MAGIC.some((byte, i) => byte !== start[i])) {
    return undefined;
  }
  const headLength = new DataView(start.buffer).getUint32(MAGIC.length, true);
  if (headLength > MAX_HEAD_BYTES) return undefined;
  const head = parseHead(readAt(file, start.length, headLength));
  if (!head) return undefined;
  const places = new Map<string, readonly [ListEntry, number]>();
  let at = start.length + headLength;
  for (const entry of head.entries) {
    places.set(entry.domainCode, [entry, at]);
    at += entry.bytes;
  }
  if (file.statSync().size !== at) return undefined;
  cleanup.move();
  const reader = pageReader(file);
  return {
    head,
    start: start.length + headLength,
    reader,
    read(domainCode): PageList | undefined {
      const [entry, position = 0] = places.get(domainCode) ?? [];
      return entry && { domainCode, bound: entry.bound, ...reader.read(position, entry.bytes, entry.pages) };
    },
    readBytes(domainCode): Uint8Array | undefined {
      const [entry, position = 0] = places.get(domainCode) ?? [];
      return entry && readAt(file, position, entry.bytes);
    },
    [Symbol.dispose]: () => reader[Symbol.dispose](),
  };
}

/**
 * Reads pages from a list file that is opened anew for each list, and closed after it.
 *
 * @param path The file.
 */
export function reopeningReader(path: string): Pick<PageReader, "read"> {
  return {
    read(position, bytes, pages): Pick<PageList, "titles" | "counts"> {
      using file = Deno.openSync(path);
      return decodePages(readAt(file, position, bytes, scratch(bytes)), pages);
    },
  };
}

/** Knows nothing of the head, so that whoever keeps it keeps little. */
function pageReader(file: Deno.FsFile): PageReader {
  return {
    read: (position, bytes, pages) => decodePages(readAt(file, position, bytes, scratch(bytes)), pages),
    [Symbol.dispose]: () => file.close(),
  };
}

/** A symbolic link is none of ours. */
function openIfPresent(path: string): Deno.FsFile | undefined {
  try {
    return Deno.lstatSync(path).isFile ? Deno.openSync(path) : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

let scratchBytes = new Uint8Array(1 << 16);

/** Memory that is used anew for every list; what the garbage collector frees, it frees late. */
function scratch(length: number): Uint8Array<ArrayBuffer> {
  if (length > scratchBytes.length) scratchBytes = new Uint8Array(2 * length);
  return scratchBytes.subarray(0, length);
}

/** As many bytes as there are, up to `length`. */
function readAt(
  file: Deno.FsFile,
  position: number,
  length: number,
  bytes = new Uint8Array(length),
): Uint8Array<ArrayBuffer> {
  file.seekSync(position, Deno.SeekMode.Start);
  let filled = 0;
  while (filled < length) {
    const read = file.readSync(bytes.subarray(filled));
    if (read === null) return bytes.slice(0, filled);
    filled += read;
  }
  return bytes;
}

function parseHead(bytes: Uint8Array): ListHead | undefined {
  try {
    const head = JSON.parse(new TextDecoder().decode(bytes));
    const entries = (head.entries as EntryTuple[]).map((entry): ListEntry => {
      const [domainCode, bound, pages, bytes, from, to, isSorted, packedFrom, packedTo, blocks] = entry;
      return {
        domainCode,
        bound,
        pages,
        bytes,
        from,
        to,
        isSorted: isSorted === 1,
        packedFrom,
        packedTo,
        blocks,
      };
    });
    return { ...head, entries };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}
