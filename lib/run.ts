import type { AbortFlag } from "./abort_flag.ts";
import type { DownloadResult, MissingDump, ReadyDump } from "./download/download.ts";
import { HourFailure } from "./failure.ts";
import type { DumpHour } from "./hours.ts";
import { BadDump } from "./rank/bad_dump.ts";
import type { DumpFacts } from "./rank/ranking.ts";
import type { HourOutcome } from "./hour_outcome.ts";
import type { RunListener } from "./run_events.ts";
import { Semaphore } from "./semaphore.ts";

/** What a run has to know of a dump that was read. */
export interface FoundInDump extends DumpFacts {
  /** How many domains it has pages of. */
  readonly domains: number;
}

/** The parts of a run, each of which does one thing with one hour. */
export interface RunParts<Found extends FoundInDump> {
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
  readonly rank: (hour: DumpHour, path: string, onRetry: (reason: string) => void) => Promise<Found>;
  /** Writes the result that an hour's dump gave, and tells where it is, if it is a file. */
  readonly write: (hour: DumpHour, found: Found, dump: ReadyDump) => Promise<string | undefined>;
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

const NOTHING_DONE = { attempts: 0, bytes: 0, domains: 0 } as const;

/** A dump that proved to be whole. */
interface RankedDump<Found> {
  readonly status: "ranked";
  readonly found: Found;
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
export async function runHours<Found extends FoundInDump>(
  hours: readonly DumpHour[],
  parts: RunParts<Found>,
  settings: RunSettings,
): Promise<void> {
  const { hoursAtOnce, flag, listener } = settings;
  const slots = new Semaphore(hoursAtOnce);
  const underWay = new Set<Promise<void>>();
  const stopped: HourOutcome[] = [];
  listener({ type: "planned", hours });
  for (const hour of hours) {
    const slot = await slots.acquire(flag.signal).catch(() => undefined);
    if (!slot || flag.thrown) {
      stopped.push({ hour, ...NOTHING_DONE, status: "stopped", seconds: 0 });
      continue;
    }
    const task = settleHour(hour, parts, settings).then((outcome) => {
      underWay.delete(task);
      slot[Symbol.dispose]();
      if (outcome.status === "stopped") stopped.push(outcome);
    });
    underWay.add(task);
  }
  await Promise.all(underWay);
  if (stopped.length > 0) listener({ type: "hours-stopped", outcomes: stopped });
  if (flag.thrown && !(flag.signal.reason instanceof EndedEarly)) throw flag.signal.reason;
}

/** Never rejects: what is not the hour's own failure throws the kill switch, and stops the hour. */
async function settleHour<Found extends FoundInDump>(
  hour: DumpHour,
  parts: RunParts<Found>,
  settings: RunSettings,
): Promise<HourOutcome> {
  const { flag, listener, endsRun } = settings;
  const started = performance.now();
  const progress: Progress = { attempts: 0, bytes: 0, source: undefined };
  let ending: HourEnding;
  try {
    ending = await doHour(hour, progress, parts, settings);
  } catch (error) {
    if (error instanceof HourFailure && !flag.thrown) {
      ending = { status: "failed", reason: error.reason, message: error.message };
    } else {
      flag.throwSwitch(error);
      ending = { status: "stopped" };
    }
  }
  const seconds = (performance.now() - started) / 1000;
  const outcome: HourOutcome = { hour, domains: 0, ...progress, ...ending, seconds };
  if (ending.status !== "stopped") {
    listener({ type: "hour-ended", outcome });
    if (endsRun(outcome)) flag.throwSwitch(new EndedEarly(`The hour ${hour.time} ended the run`));
  }
  return outcome;
}

async function doHour<Found extends FoundInDump>(
  hour: DumpHour,
  progress: Progress,
  parts: RunParts<Found>,
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
  const { found, dump } = ranked;
  const { counts, domains, malformedLines } = found;
  if (malformedLines.length > 0) {
    settings.listener({ type: "lines-malformed", hour, lines: malformedLines });
  }
  if (counts.malformed > counts.lines * settings.maxMalformedShare) {
    if (!settings.keepDumps) await parts.discard(hour);
    throw new HourFailure("bad-data", malformedMessage(found, settings.maxMalformedShare));
  }
  const result = await parts.write(hour, found, dump);
  if (!settings.keepDumps) await parts.discard(hour);
  return { status: "done", result, counts, domains };
}

/**
 * Downloads and ranks; a dump that turns out not to be whole is thrown away and fetched once more, from another server
 * where there is one.
 */
async function rankHour<Found extends FoundInDump>(
  hour: DumpHour,
  progress: Progress,
  parts: RunParts<Found>,
  listener: RunListener,
): Promise<RankedDump<Found> | MissingDump> {
  let rejectedSource: string | undefined;
  for (let isSecondTry = false;; isSecondTry = true) {
    const dump = await parts.download(hour, listener, rejectedSource);
    if (dump.status === "missing") return dump;
    progress.bytes = dump.bytes;
    progress.source = dump.source;
    listener({ type: "ranking-started", hour });
    const onRetry = (reason: string): void => listener({ type: "ranking-retried", hour, reason });
    try {
      return { status: "ranked", found: await parts.rank(hour, dump.path, onRetry), dump };
    } catch (cause) {
      if (!(cause instanceof BadDump)) throw cause;
      await parts.discard(hour);
      listener({ type: "dump-rejected", hour, reason: cause.message });
      if (isSecondTry) throw new HourFailure("bad-data", cause.message, { cause });
      rejectedSource = dump.source;
    }
  }
}

function malformedMessage({ counts, malformedLines: [first] }: DumpFacts, maxShare: number): string {
  const share = (100 * counts.malformed / counts.lines).toFixed(1);
  return `Cannot trust a dump with ${share} % malformed lines, more than --max-malformed ${
    100 * maxShare
  }; ` +
    `the first is line ${first.lineNumber}: ${first.reason}`;
}
