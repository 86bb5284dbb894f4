import { assertEquals, assertRejects } from "@std/assert";
import { gzipSync } from "node:zlib";
import { downloadDump } from "../../lib/download/download.ts";
import type { DownloadOptions, DownloadPolicy, DownloadResult } from "../../lib/download/download.ts";
import { HourFailure } from "../../lib/failure.ts";
import { dumpHour } from "../../lib/hours.ts";
import type { DumpHour } from "../../lib/hours.ts";
import type { RunEvent } from "../../lib/run_events.ts";
import { Semaphore } from "../../lib/semaphore.ts";
import { startDumpServer } from "./dump_server.ts";
import type { DumpServer, DumpServerOptions } from "./dump_server.ts";
import { scratchFolder } from "./scratch_folder.ts";

/** The hour that the tests download. */
export const HOUR = dumpHour(Temporal.Instant.from("2020-01-01T08:00Z"));

/** Its dump, some 200 KB. */
export const DUMP = makeDump(30_000);

/** What every request must carry. */
export const USER_AGENT = "wikitop-test/1.0 (nobody@example.org)";

/** One server with the dump of {@linkcode HOUR}, an empty tmp/, and a download that never really waits. */
export interface DownloadBench extends AsyncDisposable {
  readonly server: DumpServer;
  readonly dumps: Map<string, Uint8Array>;
  readonly tmpDir: string;
  /** Where the complete dump goes. */
  readonly path: string;
  readonly events: RunEvent[];
  /** How long each wait between tries would have been, in milliseconds. */
  readonly waits: number[];
  readonly download: (changes?: DownloadChanges) => Promise<DownloadResult>;
  /** What lies in tmp/, sorted. */
  readonly filesInTmp: () => string[];
}

/** What differs from an ordinary download. */
export type DownloadChanges = Partial<DownloadOptions> & { readonly hour?: DumpHour };

/** A valid dump of made-up lines that hardly compress. */
export function makeDump(lines: number, seed = 1): Uint8Array {
  let state = seed;
  const next = (): number => state = Math.imul(state, 1664525) + 1013904223 >>> 0;
  const text = Array.from({ length: lines }, () => `en ${next().toString(36)} 1 0\n`).join("");
  return new Uint8Array(gzipSync(text));
}

/**
 * Sets up a server and a place for its dump.
 *
 * @param options How the server behaves.
 * @returns All that a test needs; dispose of it to remove it.
 */
export function setUpDownload(options: Omit<DumpServerOptions, "folder"> = {}): DownloadBench {
  const dumps = options.dumps ?? new Map([[`${HOUR.name}.gz`, DUMP]]);
  const server = startDumpServer({ ...options, dumps });
  const tmp = scratchFolder();
  const events: RunEvent[] = [];
  const waits: number[] = [];
  const policy: Partial<DownloadPolicy> = {
    random: () => 0,
    wait: (ms, signal) => {
      waits.push(ms);
      signal.throwIfAborted();
      return Promise.resolve();
    },
  };
  const defaults: DownloadOptions = {
    baseUrls: [server.baseUrl],
    tmpDir: tmp.path,
    userAgent: USER_AGENT,
    permits: new Semaphore(3),
    signal: new AbortController().signal,
    onEvent: (event) => events.push(event),
  };
  return {
    server,
    dumps,
    tmpDir: tmp.path,
    path: tmp.join(`${HOUR.name}.gz`),
    events,
    waits,
    download: ({ hour = HOUR, ...changes } = {}) =>
      downloadDump(hour, { ...defaults, ...changes, policy: { ...policy, ...changes.policy } }),
    filesInTmp: tmp.names,
    async [Symbol.asyncDispose](): Promise<void> {
      await server[Symbol.asyncDispose]();
      tmp[Symbol.dispose]();
    },
  };
}

/** The failure that a download must end with. */
export async function failureOf(bench: DownloadBench, changes?: DownloadChanges): Promise<HourFailure> {
  return await assertRejects(() => bench.download(changes), HourFailure);
}

/** That the dump, and nothing else, lies in tmp/. */
export function assertDownloaded({ filesInTmp, path }: DownloadBench, dump = DUMP): void {
  assertEquals(filesInTmp(), [`${HOUR.name}.gz`]);
  assertEquals(Deno.readFileSync(path), dump);
}
