import { completePart, createPart, discardPart, findPart, reopenPart } from "./dump_file.ts";
import type { ResumablePart } from "./dump_file.ts";
import type { DumpVersion } from "./dump_version.ts";
import { ExitCode } from "../exit_code.ts";
import { HourFailure, RunFailure } from "../failure.ts";
import { askServer } from "./http_answer.ts";
import type { HttpAnswer } from "./http_answer.ts";
import { contentLength, contentRange, rangeValidator, retryAfterMs } from "./http_headers.ts";
import { RETRYABLE_STATUSES, TransientFailure } from "./http_retry.ts";

/** One request for one dump. */
export interface DumpRequest {
  readonly url: string;
  /** Where the complete dump goes. */
  readonly path: string;
  readonly userAgent: string;
  /** How long no byte may come, in milliseconds. */
  readonly idleTimeoutMs: number;
  /** What no dump is larger than, in bytes. */
  readonly maxDumpBytes: number;
  /** Ends the request. */
  readonly signal: AbortSignal;
  readonly now: () => Temporal.Instant;
  /** Told at first, and then about every 64 KiB, how much is there and how much there will be, in bytes. */
  readonly onAdvance: (receivedBytes: number, totalBytes: number | undefined) => void;
}

/** A dump that has its full length. */
export interface ReceivedDump {
  /** Its size in bytes. */
  readonly bytes: number;
  /** The strong ETag or the Last-Modified of the version that it is, when the server says. */
  readonly validator: string | undefined;
}

/** A part that is open to take in what follows it. */
interface OpenPart {
  readonly file: Deno.FsFile;
  /** How much of it was there before, in bytes. */
  readonly offset: number;
  /** How large the complete dump is, in bytes, when the server says. */
  readonly total: number | undefined;
}

const ADVANCE_BYTES = 64 * 1024;

/**
 * Asks one server once for a dump, and continues the part that an earlier request for it has left.
 *
 * @param request What to ask for, and where it goes.
 * @returns The dump, whose wholeness is not proved yet; undefined when the server does not have it.
 * @throws {TransientFailure} When the request failed in a way that another one may mend.
 * @throws {HourFailure} When the server answered something that no retry mends.
 * @throws {RunFailure} When the server refuses this client.
 * @throws The signal's reason when it was aborted, and the system's error when the disk fails.
 */
export async function requestDump(request: DumpRequest): Promise<ReceivedDump | undefined> {
  const part = await findPart(request.path, request.url);
  await using answer = await askServer({ ...request, headers: requestHeaders(request, part) });
  if (answer.status === 404) return undefined;
  await rejectUnlessDump(answer, request);
  const bytes = await receive(answer, request, part);
  await completePart(request.path);
  return { bytes, validator: rangeValidator(answer.headers) ?? part?.validator };
}

/**
 * Asks one server once which version of a dump it has.
 *
 * @param request What to ask for; nothing is written.
 * @returns What the server says of it; undefined when it does not have it.
 * @throws As {@linkcode requestDump} does.
 */
export async function requestVersion(request: DumpRequest): Promise<Omit<DumpVersion, "url"> | undefined> {
  await using answer = await askServer({ ...request, method: "HEAD", headers: requestHeaders(request) });
  if (answer.status === 404) return undefined;
  await rejectUnlessDump(answer, request);
  return { bytes: contentLength(answer.headers), validator: rangeValidator(answer.headers) };
}

function requestHeaders({ userAgent }: DumpRequest, part?: ResumablePart): Record<string, string> {
  const headers = { "user-agent": userAgent };
  return part ? { ...headers, "range": `bytes=${part.bytes}-`, "if-range": part.validator } : headers;
}

async function rejectUnlessDump(
  { status, headers }: HttpAnswer,
  { url, path, now }: DumpRequest,
): Promise<void> {
  if (RETRYABLE_STATUSES.has(status)) {
    throw new TransientFailure("unreachable", `the server answered ${status}`, retryAfterMs(headers, now()));
  }
  if (status === 416) {
    await discardPart(path);
    throw new TransientFailure("unreachable", "the server cannot continue the part that is there (416)");
  }
  if (status === 403) {
    throw new RunFailure(
      ExitCode.Refused,
      `Cannot download ${url}: the server refuses this client (403); say how to reach you with --contact`,
    );
  }
  if (status !== 200 && status !== 206) {
    const redirect = status >= 300 && status < 400 ? ", a redirect, and none is followed" : "";
    throw new HourFailure("refused", `Cannot download ${url}: the server answered ${status}${redirect}`);
  }
  if (headers.get("content-type")?.startsWith("text/html")) {
    throw new TransientFailure("bad-data", "the server sent a web page instead of a dump");
  }
}

/** Takes in the body, and keeps what came of it only when a later request can continue it. */
async function receive(
  answer: HttpAnswer,
  request: DumpRequest,
  found: ResumablePart | undefined,
): Promise<number> {
  const { path, url } = request;
  try {
    const part = await openPart(answer, request, found);
    using _file = part.file;
    return await fill(part, answer, request);
  } catch (error) {
    const isBad = error instanceof TransientFailure && error.reason === "bad-data";
    if (isBad || !(await findPart(path, url))) await discardPart(path);
    throw error;
  }
}

/** Continues a part only with exactly what follows it in the same version; a 200 begins anew. */
async function openPart(
  { status, headers }: HttpAnswer,
  { path, url }: DumpRequest,
  found: ResumablePart | undefined,
): Promise<OpenPart> {
  const validator = rangeValidator(headers);
  if (status === 200) {
    const file = await createPart(path, validator === undefined ? undefined : { url, validator });
    return { file, offset: 0, total: contentLength(headers) };
  }
  const range = contentRange(headers);
  if (!found || range?.start !== found.bytes || (validator ?? found.validator) !== found.validator) {
    await discardPart(path);
    throw new TransientFailure("unreachable", "the server sent another part than the one asked for");
  }
  return { file: await reopenPart(path), offset: found.bytes, total: range.total };
}

async function fill(
  { file, offset, total }: OpenPart,
  answer: HttpAnswer,
  request: DumpRequest,
): Promise<number> {
  const maxBytes = Math.min(total ?? Infinity, request.maxDumpBytes);
  let [bytes, toldBytes] = [offset, offset];
  request.onAdvance(bytes, total);
  for await (const chunk of answer.chunks) {
    if (bytes === 0) rejectUnlessGzip(chunk);
    bytes += chunk.length;
    if (bytes > maxBytes) throw new TransientFailure("bad-data", `more than ${maxBytes} bytes came`);
    await writeAll(file, chunk);
    if (bytes - toldBytes >= ADVANCE_BYTES) request.onAdvance(toldBytes = bytes, total);
  }
  if (bytes === 0) throw new TransientFailure("bad-data", "the server sent nothing");
  if (bytes < (total ?? bytes)) {
    throw new TransientFailure("unreachable", `the body ended after ${bytes} of ${total} bytes`);
  }
  await file.syncData();
  return bytes;
}

function rejectUnlessGzip(start: Uint8Array): void {
  if (start[0] === 0x1f && (start.length === 1 || start[1] === 0x8b)) return;
  throw new TransientFailure("bad-data", "what the server sent is not gzip");
}

/** `file.writable` would buffer, and swallow the error of the last bytes when the disk is full. */
async function writeAll(file: Deno.FsFile, chunk: Uint8Array): Promise<void> {
  for (let written = 0; written < chunk.length;) written += await file.write(chunk.subarray(written));
}
