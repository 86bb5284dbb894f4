import type { AbortFlag } from "./abort_flag.ts";
import type { Options } from "./cli.ts";
import { downloadDump } from "./download.ts";
import { discardDump } from "./dump_file.ts";
import { writeDurably } from "./durable_file.ts";
import type { DumpHour } from "./hours.ts";
import type { DumpRanking } from "./rank/ranking.ts";
import { formatRanking } from "./result_formats.ts";
import { resultExists, resultPath } from "./results.ts";
import type { RunParts } from "./run.ts";
import { Semaphore } from "./semaphore.ts";
import { writeToStdout } from "./stdout.ts";
import { userAgent } from "./user_agent.ts";
import { WorkerPool } from "./worker_pool.ts";

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
export type Pipeline = RunParts & Disposable & { readonly pool: WorkerPool };

/**
 * Sets up download, ranking and writing.
 *
 * @param options What the user asked for.
 * @param material What else is needed.
 * @returns The parts; to be disposed of.
 */
export function openPipeline(options: Options, material: PipelineMaterial): Pipeline {
  const { flag, blacklist, workerUrl, version } = material;
  const { engine, top, domains } = options;
  const pool = new WorkerPool({
    size: options.workers,
    url: workerUrl,
    setup: { engine, top, domains, blacklist, abortFlag: flag.shared },
    signal: flag.signal,
  });
  const { baseUrls, tmpDir, tries, idleTimeoutMs } = options;
  const permits = new Semaphore(options.downloads);
  const agent = userAgent({ version, contact: options.contact });
  const policy = { tries, idleTimeoutMs };
  return {
    findResult: (hour) => findResult(hour, options),
    download: (hour, onEvent) =>
      downloadDump(hour, {
        baseUrls,
        tmpDir,
        userAgent: agent,
        permits,
        signal: flag.signal,
        onEvent,
        policy,
      }),
    rank: async (path) => withMinViews(await pool.rank(path), options.minViews),
    pool,
    write: (hour, ranking) => writeResult(hour, ranking, options, flag.signal),
    discard: (hour) => discardDump(hour, tmpDir),
    [Symbol.dispose]: () => pool[Symbol.dispose](),
  };
}

/** Without the pages that have fewer views, and the domains that have none left. */
function withMinViews(ranking: DumpRanking, minViews: number): DumpRanking {
  if (minViews <= 1) return ranking;
  const domains = ranking.domains
    .map(({ domainCode, pages }) => ({
      domainCode,
      pages: pages.filter(({ countViews }) => countViews >= minViews),
    }))
    .filter(({ pages }) => pages.length > 0);
  return { ...ranking, domains };
}

async function findResult(hour: DumpHour, options: Options): Promise<string | undefined> {
  if (options.force || options.stdout) return undefined;
  const path = resultPath(options.resultsDir, hour, options.format);
  return await resultExists(path) ? path : undefined;
}

async function writeResult(
  hour: DumpHour,
  ranking: DumpRanking,
  { format, resultsDir, stdout }: Options,
  signal: AbortSignal,
): Promise<string | undefined> {
  const text = formatRanking(format, { hour: hour.time }, ranking.domains);
  if (stdout) {
    await writeToStdout(text, { signal });
    return undefined;
  }
  const path = resultPath(resultsDir, hour, format);
  await writeDurably(path, text, signal);
  return path;
}
