/**
 * Three ways to the same answer: the two engines, and a plain sort of everything, which shares no code with them.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { escapeForTerminal } from "../../lib/escape.ts";
import { BadDump } from "../../lib/rank/bad_dump.ts";
import { ByteEngine } from "../../lib/rank/byte_engine.ts";
import type { DumpRanking, MalformedLine, RankedPage } from "../../lib/rank/ranking.ts";
import { rankStream } from "../../lib/rank/stream_engine.ts";
import type { Selection } from "../../lib/rank/tally.ts";

/** What a dump comes to, or the message of the {@linkcode BadDump}. */
export type Answer = DumpRanking | string;

function messageOf(error: unknown): string {
  if (error instanceof BadDump) return error.message;
  throw error;
}

/** The answer of the byte engine. */
export function answerOfBytes(chunks: readonly Uint8Array[], selection: Selection): Answer {
  try {
    const engine = new ByteEngine(selection);
    for (const chunk of chunks) engine.push(chunk);
    return engine.finish();
  } catch (error) {
    return messageOf(error);
  }
}

/** The answer of the streams engine. */
export async function answerOfStreams(chunks: readonly Uint8Array[], selection: Selection): Promise<Answer> {
  try {
    return await rankStream(ReadableStream.from(chunks), selection);
  } catch (error) {
    return messageOf(error);
  }
}

const bytesOf = (latin1: string): Uint8Array => Buffer.from(latin1, "latin1");
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });
const strict = new TextDecoder("utf-8", { fatal: true });
const textOf = (latin1: string): string => lenient.decode(bytesOf(latin1));
const inByteOrder = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
const byRank = (a: RankedPage, b: RankedPage): number =>
  b.countViews - a.countViews || inByteOrder(a.pageTitle, b.pageTitle);

function isUtf8(latin1: string): boolean {
  try {
    strict.decode(bytesOf(latin1));
    return true;
  } catch {
    return false;
  }
}

function unquote(field: string): string {
  if (field === '""') return "";
  if (field.length < 2 || field.at(0) !== '"' || field.at(-1) !== '"') return field;
  let inside = "";
  let quotes = 0;
  for (let i = 1; i < field.length - 1; i++) {
    if (field[i] === '"') return field;
    if (field[i] === "\\") {
      i++;
      if (i === field.length - 1 || !'"\\'.includes(field[i])) return field;
      if (field[i] === '"') quotes++;
    }
    inside += field[i];
  }
  return quotes > 0 ? inside : field;
}

function faultOf(columns: readonly string[]): string | undefined {
  if (columns.length !== 4) return "not 4 columns";
  const [domain, , views, size] = columns;
  const isPrintable = [...domain].every((character) => character > " " && character < "\x7f");
  if (domain.length < 1 || domain.length > 255 || !isPrintable) {
    return "domain_code is not of 1 to 255 printable ASCII characters";
  }
  const isNumber = (text: string): boolean => text !== "" && [...text].every((c) => "0123456789".includes(c));
  if (!isNumber(views) || BigInt(views) === 0n) return "count_views is not a positive whole number";
  if (BigInt(views) >= 2n ** 53n) return "count_views is above 2^53-1";
  return isNumber(size) ? undefined : "total_response_size is not a whole number";
}

/** The answer of sorting everything; every byte of the dump is one character of a string here. */
export function answerOfSorting(dump: Uint8Array, { top, wants, blacklist, allowEmpty }: Selection): Answer {
  const lines = Buffer.from(dump).toString("latin1").split("\n");
  if (lines.at(-1) === "") lines.pop();
  if (lines.length === 0 && !allowEmpty) return "Cannot rank an empty dump";
  const counts = { lines: lines.length, malformed: 0, filtered: 0, considered: 0, invalidUtf8: 0 };
  const malformedLines: MalformedLine[] = [];
  const pagesOf = new Map<string, RankedPage[]>();
  for (const [index, rawLine] of lines.entries()) {
    const lineNumber = index + 1;
    if (rawLine.length > 65_536) return `Cannot rank line ${lineNumber}: it is longer than 65536 bytes`;
    if (!isUtf8(rawLine)) counts.invalidUtf8++;
    const line = rawLine.endsWith("\r") ? rawLine.slice(0, -1) : rawLine;
    const columns = line.split(" ");
    const reason = faultOf(columns);
    if (reason !== undefined) {
      counts.malformed++;
      malformedLines.push({ lineNumber, reason, excerpt: escapeForTerminal(textOf(line).slice(0, 200)) });
      continue;
    }
    const domainCode = unquote(columns[0]);
    const pages = pagesOf.get(domainCode) ?? [];
    pagesOf.set(domainCode, pages);
    if (pagesOf.size > 100_000) return "Cannot rank a dump of more than 100000 domain codes";
    counts[wants(domainCode) ? "considered" : "filtered"]++;
    const pageTitle = unquote(textOf(columns[1]));
    const isListed = wants(domainCode) && !blacklist.get(domainCode)?.has(pageTitle);
    if (isListed) pages.push({ pageTitle, countViews: Number(columns[2]) });
  }
  const domains = [...pagesOf]
    .map(([domainCode, pages]) => ({ domainCode, pages: pages.sort(byRank).slice(0, top) }))
    .filter(({ pages }) => pages.length > 0)
    .sort((a, b) => inByteOrder(a.domainCode, b.domainCode));
  return { domains, counts, malformedLines: malformedLines.slice(0, 5), inflatedBytes: dump.length };
}

/** Cuts a dump into chunks. */
export function cut(dump: Uint8Array, positions: readonly number[]): Uint8Array[] {
  const borders = [0, ...positions.toSorted((a, b) => a - b), dump.length];
  return borders.slice(1).map((border, index) => dump.slice(borders[index], border));
}

/** Cuts a dump into chunks of the same size. */
export function cutEvery(dump: Uint8Array, bytes: number): Uint8Array[] {
  return cut(dump, Array.from({ length: Math.floor(dump.length / bytes) }, (_, i) => (i + 1) * bytes));
}
