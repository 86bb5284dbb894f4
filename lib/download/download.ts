import { delay } from "@std/async/delay";
import { dumpPath, regularFileSize } from "./dump_file.ts";
import { requestDump, requestVersion } from "./dump_request.ts";
import type { DumpRequest } from "./dump_request.ts";
import type { DumpVersion } from "./dump_version.ts";
import { ExitCode } from "../exit_code.ts";
import { HourFailure, RunFailure } from "../failure.ts";
import type { DumpHour } from "../hours.ts";
import { retryRequest } from "./http_retry.ts";
import type { RetryPolicy } from "./http_retry.ts";
import type { RunListener } from "../run_events.ts";
import type { Semaphore } from "../semaphore.ts";
import { isSystemError } from "../system_error.ts";

/** How patient a download is. */
export interface DownloadPolicy extends RetryPolicy {
  /** How long no byte may come, in milliseconds. */
  readonly idleTimeoutMs: number;
  /** What no dump is larger than, in bytes. */
  readonly maxDumpBytes: number;
  /** The clock. */
  readonly now: () => Temporal.Instant;
}

/** Where dumps come from, where they go, and what watches over them. */
export interface DownloadOptions {
  /** Tried in order: the next one when a server lacks the hour or fails. At least one. */
  readonly baseUrls: readonly string[];
  /** The folder of the dumps; must exist. */
  readonly tmpDir: string;
  /** Goes with every request. */
  readonly userAgent: string;
  /** One is held while a request is under way, none while waiting for the next try. */
  readonly permits: Semaphore;
  /** The kill switch. */
  readonly signal: AbortSignal;
  /**
   * Told `download-started` when a server is first asked, `-retried` before each further request to it, and in the
   * end `-ended`; so the requests sent are the `-started` and the `-retried` together.
   */
  readonly onEvent: RunListener;
  /** Where a dump came from that turned out not to be whole: asked again only after all others. */
  readonly rejectedSource?: string | undefined;
  /** What differs from {@linkcode DEFAULT_POLICY}; for a server, not for the download as a whole. */
  readonly policy?: Partial<DownloadPolicy>;
}

/** A dump in tmp/. */
export interface ReadyDump {
  readonly status: "ready";
  readonly path: string;
  /** Its size in bytes. */
  readonly bytes: number;
  /** Requests sent. */
  readonly attempts: number;
  /** The URL that it came from; undefined when it was in tmp/ already. */
  readonly source?: string;
  /** The strong ETag or the Last-Modified of the version that it is, when the server said. */
  readonly validator?: string;
}

/** A dump that no server has. */
export interface MissingDump {
  readonly status: "missing";
  /** An old hour that is not there by now will not come. */
  readonly reason: "not-yet-published" | "gap";
  /** Requests sent. */
  readonly attempts: number;
}

/** What came of a download. */
export type DownloadResult = ReadyDump | MissingDump;

/** What a download does unless told otherwise. */
export const DEFAULT_POLICY: DownloadPolicy = {
  tries: 5,
  baseDelayMs: 1000,
  maxDelayMs: 30_000,
  waitBudgetMs: 10 * 60_000,
  idleTimeoutMs: 60_000,
  maxDumpBytes: 1024 ** 3,
  random: Math.random,
  wait: (ms, signal) => delay(ms, { signal }),
  now: () => Temporal.Now.instant(),
};

/** Dumps come a few hours after their hour, after incidents a day; what is older and not there is a gap. */
const PUBLISHED_WITHIN = { hours: 48 };

/** Requests for one hour under way. */
interface Inquiry {
  readonly hour: DumpHour;
  readonly options: DownloadOptions;
  readonly policy: DownloadPolicy;
  /** Requests sent so far. */
  attempts: number;
}

/**
 * Brings one hour's dump to tmp/, unless it is there already. Its length is right then; whether it is whole, only
 * its gzip trailer can tell, so that the ranking has the last word.
 *
 * @param hour The hour.
 * @param options Where dumps come from and where they go.
 * @returns The dump's path, or why no server has it.
 * @throws {HourFailure} When no server gave the dump and at least one might have.
 * @throws {RunFailure} When every server refuses this client, or the disk fails.
 * @throws The signal's reason when it was aborted.
 */
export async function downloadDump(hour: DumpHour, options: DownloadOptions): Promise<DownloadResult> {
  const path = dumpPath(hour, options.tmpDir);
  const presentBytes = await regularFileSize(path);
  if (presentBytes !== undefined) return { status: "ready", path, bytes: presentBytes, attempts: 0 };
  const inquiry = inquireOf(hour, options);
  let bytes = 0;
  try {
    const dump = await askInTurn(requestDump, inquiry);
    const { attempts, policy } = inquiry;
    if (!dump) return { status: "missing", reason: whyMissing(hour, policy.now()), attempts };
    bytes = dump.bytes;
    return { status: "ready", path, attempts, ...dump };
  } catch (error) {
    throw isDisksFault(error) && !options.signal.aborted ? diskFailure(path, error) : error;
  } finally {
    options.onEvent({ type: "download-ended", hour, bytes });
  }
}

/**
 * Asks which version of a dump there is, without its body. Requests and events are those of a download.
 *
 * @param hour The hour.
 * @param options Where dumps come from.
 * @returns The version; undefined when no server has the dump.
 * @throws As {@linkcode downloadDump} does.
 */
export async function askVersion(hour: DumpHour, options: DownloadOptions): Promise<DumpVersion | undefined> {
  try {
    const found = await askInTurn(requestVersion, inquireOf(hour, options));
    return found && { url: found.source, bytes: found.bytes, validator: found.validator };
  } finally {
    options.onEvent({ type: "download-ended", hour, bytes: 0 });
  }
}

function inquireOf(hour: DumpHour, options: DownloadOptions): Inquiry {
  return { hour, options, policy: { ...DEFAULT_POLICY, ...options.policy }, attempts: 0 };
}

/** Asks one server after the other, until one has what is asked for. */
async function askInTurn<T extends object>(
  request: (request: DumpRequest) => Promise<T | undefined>,
  inquiry: Inquiry,
): Promise<T & { readonly source: string } | undefined> {
  const sources = sourcesInTurn(inquiry.hour, inquiry.options);
  const failures: (HourFailure | RunFailure)[] = [];
  for (const source of sources) {
    try {
      const answer = await askPatiently(request, source, inquiry);
      if (answer) return { ...answer, source };
    } catch (error) {
      if (!isServersFault(error)) throw error;
      failures.push(error);
    }
  }
  if (failures.length > 0) throw verdict(failures, sources.length);
}

/** Where the hour's dump may lie, in the order of asking: first what follows the source of a rejected dump. */
function sourcesInTurn(hour: DumpHour, { baseUrls, rejectedSource = "" }: DownloadOptions): string[] {
  const sources = baseUrls.map((baseUrl) => `${baseUrl.replace(/\/+$/, "")}/${hour.urlPath}`);
  const next = sources.indexOf(rejectedSource) + 1;
  return [...sources.slice(next), ...sources.slice(0, next)];
}

function askPatiently<T>(
  request: (request: DumpRequest) => Promise<T>,
  url: string,
  inquiry: Inquiry,
): Promise<T> {
  const { hour, options: { tmpDir, permits, signal, userAgent, onEvent }, policy } = inquiry;
  const onAdvance = (receivedBytes: number, totalBytes: number | undefined): void =>
    onEvent({ type: "download-advanced", hour, receivedBytes, totalBytes });
  return retryRequest(async (attempt) => {
    using _permit = await permits.acquire(signal);
    if (attempt === 1) onEvent({ type: "download-started", hour, url });
    inquiry.attempts++;
    return await request({ ...policy, url, path: dumpPath(hour, tmpDir), userAgent, signal, onAdvance });
  }, {
    url,
    policy,
    signal,
    onRetry: (attempt, reason, waitMs) =>
      onEvent({ type: "download-retried", hour, attempt, reason, waitMs }),
  });
}

/** What is the server's is told as a failure of its own by now. */
function isDisksFault(error: unknown): error is Error {
  return !(error instanceof HourFailure || error instanceof RunFailure) && isSystemError(error);
}

function diskFailure(path: string, cause: Error): RunFailure {
  return new RunFailure(ExitCode.InputOutput, `Cannot put the dump at "${path}": ${cause.message}`, {
    cause,
  });
}

/** Not the disk's, and not a bug. */
function isServersFault(error: unknown): error is HourFailure | RunFailure {
  return error instanceof HourFailure || error instanceof RunFailure && error.exitCode === ExitCode.Refused;
}

/** A refusal of this client ends the run only when every server refuses it. */
function verdict(failures: readonly (HourFailure | RunFailure)[], servers: number): HourFailure | RunFailure {
  const [first] = failures;
  const ofHour = failures.find((failure) => failure instanceof HourFailure);
  if (ofHour) return ofHour;
  return failures.length === servers ? first! : new HourFailure("refused", first!.message, { cause: first });
}

function whyMissing(hour: DumpHour, now: Temporal.Instant): "not-yet-published" | "gap" {
  const due = Temporal.Instant.from(hour.time).add(PUBLISHED_WITHIN);
  return Temporal.Instant.compare(now, due) < 0 ? "not-yet-published" : "gap";
}
