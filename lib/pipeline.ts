import type { AbortFlag } from "./abort_flag.ts";
import type { Options } from "./cli/cli.ts";
import { askVersion, downloadDump, type DownloadOptions, type ReadyDump } from "./download/download.ts";
import { discardDump, dumpPath } from "./download/dump_file.ts";
import { forgetVersion, isSameVersion, readVersion, writeVersion } from "./download/dump_version.ts";
import { writeDurably } from "./output/durable_file.ts";
import type { DumpHour } from "./hours.ts";
import { removeIfPresent } from "./output/regular_file.ts";
import type { EncodedRanking } from "./output/encoded_ranking.ts";
import { resultExists, resultPath } from "./output/results.ts";
import type { RunParts } from "./run.ts";
import type { RunListener } from "./run_events.ts";
import { Semaphore } from "./semaphore.ts";
import { writeToStdout } from "./output/stdout.ts";
import { userAgent } from "./download/user_agent.ts";
import { WorkerPool } from "./pool/worker_pool.ts";

/** What a pipeline is made of, apart from the options. */
export interface PipelineMaterial {
  readonly flag: AbortFlag;
  /** The module of the ranking workers. */
  readonly workerUrl: URL;
  /** Titles to leave out, by domain code. */
  readonly blacklist: ReadonlyMap<string, ReadonlySet<string>>;
  /** The program's version, for the servers. */
  readonly version: string;
}

/** The parts of a run as the options want them. Disposing of it ends the workers. */
export type Pipeline = RunParts<EncodedRanking> & Disposable & {
  readonly pool: WorkerPool;
  /** Whether what was made of an hour's dump is made of the version that the server has now. */
  readonly isCurrent: (path: string, hour: DumpHour, listener: RunListener) => Promise<boolean>;
};

/**
 * Sets up download, ranking and writing.
 *
 * @param options What the user asked for.
 * @param material What else is needed.
 * @returns The parts; to be disposed of.
 */
export function openPipeline(options: Options, material: PipelineMaterial): Pipeline {
  const { flag, blacklist, workerUrl, version } = material;
  const { engine, top, minViews, format, domains, allowEmpty } = options;
  const pool = new WorkerPool({
    size: options.workers,
    url: workerUrl,
    setup: { engine, top, minViews, format, domains, blacklist, allowEmpty, abortFlag: flag.shared },
    signal: flag.signal,
  });
  const asking: Omit<DownloadOptions, "onEvent"> = {
    baseUrls: options.baseUrls,
    tmpDir: options.tmpDir,
    userAgent: userAgent({ version, contact: options.contact }),
    permits: new Semaphore(options.downloads),
    signal: flag.signal,
    policy: { tries: options.tries, idleTimeoutMs: options.idleTimeoutMs },
  };
  return {
    findResult: (hour, onEvent) => findResult(hour, options, { ...asking, onEvent }),
    download: (hour, onEvent, rejectedSource) => downloadDump(hour, { ...asking, onEvent, rejectedSource }),
    rank: (hour, path, onRetry) => pool.rank(path, { hour: hour.time }, onRetry),
    pool,
    isCurrent: (path, hour, onEvent) => isCurrent(path, hour, { ...asking, onEvent }),
    write: (hour, ranking, dump) => writeResult(hour, ranking, dump, options, flag.signal),
    discard: (hour) => discardDump(hour, options.tmpDir),
    [Symbol.dispose]: () => pool[Symbol.dispose](),
  };
}

async function findResult(
  hour: DumpHour,
  { force, stdout, refresh, resultsDir, format }: Options,
  asking: DownloadOptions,
): Promise<string | undefined> {
  if (force || stdout) return undefined;
  const path = resultPath(resultsDir, hour, format);
  if (!await resultExists(path)) return undefined;
  if (!refresh || await isCurrent(path, hour, asking)) return path;
  await removeIfPresent(dumpPath(hour, asking.tmpDir));
  return undefined;
}

/** A result that was made of what the server has now, or of what it has no more. */
async function isCurrent(path: string, hour: DumpHour, asking: DownloadOptions): Promise<boolean> {
  const served = await askVersion(hour, asking);
  const known = await readVersion(path);
  return !served || known !== undefined && isSameVersion(known, served);
}

async function writeResult(
  hour: DumpHour,
  { text }: EncodedRanking,
  { source: url, bytes, validator }: ReadyDump,
  { format, resultsDir, stdout }: Options,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (stdout) {
    await writeToStdout(text, { signal });
    return undefined;
  }
  const path = resultPath(resultsDir, hour, format);
  await forgetVersion(path);
  await writeDurably(path, text, signal);
  if (url !== undefined) await writeVersion(path, { url, bytes, validator });
  return path;
}
