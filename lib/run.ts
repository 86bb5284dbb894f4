import type { AbortFlag } from "./abort_flag.ts";
import type { DownloadResult, MissingDump, ReadyDump } from "./download/download.ts";
import { HourFailure } from "./failure.ts";
import type { DumpHour } from "./hours.ts";
import { BadDump } from "./rank/bad_dump.ts";
import type { DumpRanking } from "./rank/ranking.ts";
import type { HourOutcome, RunListener } from "./run_events.ts";
import { Semaphore } from "./semaphore.ts";

/** The parts of a run, each of which does one thing with one hour. */
export interface RunParts {
  /** Where the hour's result is, when there is one that can stay; tells the listener of each request. */
  readonly findResult: (hour: DumpHour, listener: RunListener) => Promise<string | undefined>;
  /**
   * Gets the hour's dump into tmp/, and tells the listener of each request. When an earlier dump of the hour was
   * rejected, it is told where that came from.
   */
  readonly download: (
    hour: DumpHour,
    listener: RunListener,
    rejectedSource?: string,
  ) => Promise<DownloadResult>;
  /** Ranks a dump, which proves that it is whole; tells why before it tries again. */
  readonly rank: (path: string, onRetry: (reason: string) => void) => Promise<DumpRanking>;
  /** Writes the result that an hour's dump gave, and tells where it is, if it is a file. */
  readonly write: (hour: DumpHour, ranking: DumpRanking, dump: ReadyDump) => Promise<string | undefined>;
  /** Throws the hour's dump away. */
  readonly discard: (hour: DumpHour) => Promise<void>;
}

/** How a run goes about its hours. */
export interface RunSettings {
  /** How many hours may be under way at once, and with that, how many dumps may lie in tmp/. */
  readonly hoursAtOnce: number;
  readonly keepDumps: boolean;
  /** Share of malformed lines, 0 to 1, above which an hour fails. */
  readonly maxMalformedShare: number;
  /** End the run with the first outcome for which this is true. */
  readonly endsRun: (outcome: HourOutcome) => boolean;
  /** The kill switch: thrown here when something unexpected happens, watched by everything. */
  readonly flag: AbortFlag;
  readonly listener: RunListener;
}

/** What an hour has come to so far. */
type Progress = { -readonly [Key in "attempts" | "bytes" | "source"]: HourOutcome[Key] };

/** A dump that proved to be whole. */
interface RankedDump {
  readonly status: "ranked";
  readonly ranking: DumpRanking;
  readonly dump: ReadyDump;
}

/** The rest of an outcome. */
type HourEnding =
  & Pick<HourOutcome, "status">
  & Partial<Omit<HourOutcome, keyof Progress | "hour" | "seconds">>;

/** The kill switch's reason when an outcome ended the run early; nothing is wrong with the run itself. */
export class EndedEarly extends Error {
  override readonly name = "EndedEarly";
}

/**
 * Takes hours through download, ranking and writing, several at once, in order of time as far as can be.
 *
 * @param hours The hours.
 * @param parts What is done with each.
 * @param settings How.
 * @throws The kill switch's reason, when it was thrown for anything but an early end.
 */
export async function runHours(
  hours: readonly DumpHour[],
  parts: RunParts,
  settings: RunSettings,
): Promise<void> {
  const { hoursAtOnce, flag, listener } = settings;
  const slots = new Semaphore(hoursAtOnce);
  const underWay = new Set<Promise<void>>();
  listener({ type: "planned", hours });
  for (const hour of hours) {
    const slot = await slots.acquire(flag.signal).catch(() => undefined);
    if (!slot || flag.thrown) break;
    const task = settleHour(hour, parts, settings).finally(() => {
      underWay.delete(task);
      slot[Symbol.dispose]();
    });
    underWay.add(task);
  }
  await Promise.all(underWay);
  if (flag.thrown && !(flag.signal.reason instanceof EndedEarly)) throw flag.signal.reason;
}

/** Never rejects: what is not the hour's own failure throws the kill switch. */
async function settleHour(hour: DumpHour, parts: RunParts, settings: RunSettings): Promise<void> {
  const { flag, listener, endsRun } = settings;
  const started = performance.now();
  const progress: Progress = { attempts: 0, bytes: 0, source: undefined };
  let ending: HourEnding;
  try {
    ending = await doHour(hour, progress, parts, settings);
  } catch (error) {
    if (!(error instanceof HourFailure) || flag.thrown) return flag.throwSwitch(error);
    ending = { status: "failed", reason: error.reason, message: error.message };
  }
  const seconds = (performance.now() - started) / 1000;
  const outcome: HourOutcome = { hour, domains: 0, ...progress, ...ending, seconds };
  listener({ type: "hour-ended", outcome });
  if (endsRun(outcome)) flag.throwSwitch(new EndedEarly(`The hour ${hour.time} ended the run`));
}

async function doHour(
  hour: DumpHour,
  progress: Progress,
  parts: RunParts,
  settings: RunSettings,
): Promise<HourEnding> {
  const listener: RunListener = (event) => {
    if (event.type === "download-started" || event.type === "download-retried") progress.attempts++;
    settings.listener(event);
  };
  const present = await parts.findResult(hour, listener);
  if (present !== undefined) return { status: "skipped", result: present };
  const ranked = await rankHour(hour, progress, parts, listener);
  if (ranked.status === "missing") {
    const { status, reason } = ranked;
    const message = reason === "gap" ? "the server does not have this hour" : "not published yet";
    return { status, reason, message };
  }
  const { ranking, dump } = ranked;
  const { counts, domains, malformedLines } = ranking;
  if (malformedLines.length > 0) {
    settings.listener({ type: "lines-malformed", hour, lines: malformedLines });
  }
  if (counts.malformed > counts.lines * settings.maxMalformedShare) {
    if (!settings.keepDumps) await parts.discard(hour);
    throw new HourFailure("bad-data", malformedMessage(ranking, settings.maxMalformedShare));
  }
  const result = await parts.write(hour, ranking, dump);
  if (!settings.keepDumps) await parts.discard(hour);
  return { status: "done", result, counts, domains: domains.length };
}

/**
 * Downloads and ranks; a dump that turns out not to be whole is thrown away and fetched once more, from another server
 * where there is one.
 */
async function rankHour(
  hour: DumpHour,
  progress: Progress,
  parts: RunParts,
  listener: RunListener,
): Promise<RankedDump | MissingDump> {
  let rejectedSource: string | undefined;
  for (let isSecondTry = false;; isSecondTry = true) {
    const dump = await parts.download(hour, listener, rejectedSource);
    if (dump.status === "missing") return dump;
    progress.bytes = dump.bytes;
    progress.source = dump.source;
    listener({ type: "ranking-started", hour });
    const onRetry = (reason: string): void => listener({ type: "ranking-retried", hour, reason });
    try {
      return { status: "ranked", ranking: await parts.rank(dump.path, onRetry), dump };
    } catch (cause) {
      if (!(cause instanceof BadDump)) throw cause;
      await parts.discard(hour);
      listener({ type: "dump-rejected", hour, reason: cause.message });
      if (isSecondTry) throw new HourFailure("bad-data", cause.message, { cause });
      rejectedSource = dump.source;
    }
  }
}

function malformedMessage({ counts, malformedLines: [first] }: DumpRanking, maxShare: number): string {
  const share = (100 * counts.malformed / counts.lines).toFixed(1);
  return `Cannot trust a dump with ${share} % malformed lines, more than --max-malformed ${
    100 * maxShare
  }; ` +
    `the first is line ${first.lineNumber}: ${first.reason}`;
}
