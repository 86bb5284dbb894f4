import type { DumpHour } from "../hours.ts";
import type { Options } from "../cli/options_table.ts";
import type { Pipeline } from "../pipeline.ts";
import { dumpPath, regularFileSize } from "../download/dump_file.ts";
import { resultExists } from "../output/results.ts";
import { EndedEarly, runHours, type RunSettings } from "../run.ts";
import type { HourOutcome } from "../hour_outcome.ts";
import type { RunEvent } from "../run_events.ts";
import { Semaphore } from "../semaphore.ts";
import { checkRoom, DUMP_BYTES, LIST_BYTES, PACKED_BYTES } from "./disk_need.ts";
import { finishPeriod } from "./finish_period.ts";
import { listPath } from "./list_file.ts";
import { listingParts } from "./listing_parts.ts";
import { removePackedFiles } from "./packed_file.ts";
import type { Period } from "./period.ts";
import { PeriodGate } from "./period_gate.ts";
import { periodResultPath } from "./period_results.ts";
import { tidyLists } from "./tidy_lists.ts";

/** What a run over periods works with. */
export interface PeriodRun {
  readonly options: Options;
  readonly pipeline: Pipeline;
  readonly settings: RunSettings;
  /** The present moment; dumps named later than it are not asked for. */
  readonly now: Temporal.Instant;
}

/** Packed lines only save time: they are written when no more than this share of the free disk is taken with them. */
const SHARE_OF_FREE = 0.5;

/** A period while its hours come in. */
interface OpenPeriod {
  readonly period: Period;
  readonly outcomes: HourOutcome[];
}

/**
 * Makes the results of periods. Every hour's dump is read once into a list file; as soon as all hours of a period have
 * come to an end, their lists are added up, and dumps are read again only where that is not enough.
 *
 * @param periods The periods, in order of time; no two share an hour.
 * @param run What it takes.
 * @throws {RunFailure} When there is no room for the dumps.
 * @throws The kill switch's reason, when it was thrown for anything but an early end.
 */
export async function runPeriods(periods: readonly Period[], run: PeriodRun): Promise<void> {
  const { options, pipeline, settings, now } = run;
  const { flag, listener } = settings;
  await removePackedFiles(options.tmpDir);
  const open = await unfinished(periods, run);
  const hours = open.flatMap((period) => period.hours);
  await tidyLists(options.tmpDir, { hours, keepDays: options.keepListsDays, now });
  const longest = Math.max(1, ...open.map(({ hours }) => hours.length));
  const packs = await checkDisk(open, longest, run);
  const gate = new PeriodGate(longest);
  const periodOf = new Map(
    open.flatMap((period) => {
      const opened: OpenPeriod = { period, outcomes: [] };
      return period.hours.map((hour): [string, OpenPeriod] => [hour.time, opened]);
    }),
  );
  const finishing: Promise<void>[] = [];
  const slots = new Semaphore(settings.hoursAtOnce);
  const finish = async ({ period, outcomes }: OpenPeriod): Promise<void> => {
    try {
      const ending = { options, pipeline, signal: flag.signal, listener, slots };
      listener({ type: "period-ended", outcome: await finishPeriod(period, outcomes, ending) });
      await gate.leave(period);
    } catch (error) {
      flag.throwSwitch(error);
    }
  };
  const onEvent = (event: RunEvent): void => {
    listener(event);
    if (event.type !== "hour-ended") return;
    const opened = periodOf.get(event.outcome.hour.time)!;
    opened.outcomes.push(event.outcome);
    if (opened.outcomes.length === opened.period.hours.length) finishing.push(finish(opened));
  };
  const parts = listingParts(pipeline, {
    options,
    signal: flag.signal,
    enter: (hour: DumpHour) => gate.enter(periodOf.get(hour.time)!.period, flag.signal),
    now,
    packs,
  });
  try {
    await runHours(hours, parts, { ...settings, keepDumps: true, listener: onEvent });
  } finally {
    await Promise.all(finishing);
  }
  // What went wrong at a period's end has thrown the switch after the hours were over.
  if (flag.thrown && !(flag.signal.reason instanceof EndedEarly)) throw flag.signal.reason;
}

/** The periods without a complete result; of the others it is told that they are done already. */
async function unfinished(
  periods: readonly Period[],
  { options, settings: { listener } }: PeriodRun,
): Promise<Period[]> {
  if (options.force || options.refresh || options.stdout) return [...periods];
  const open: Period[] = [];
  for (const period of periods) {
    const result = periodResultPath(period, options, false);
    if (await resultExists(result)) {
      const outcome = {
        period,
        status: "skipped",
        result,
        lacking: [],
        groups: 0,
        reread: [],
        seconds: 0,
      } as const;
      listener({ type: "period-ended", outcome });
    } else open.push(period);
  }
  return open;
}

/**
 * Says how much of the disk will be taken at most, and makes sure that it is there.
 *
 * @returns Whether there is plenty, so that packed lines may lie beside the dumps.
 */
async function checkDisk(
  periods: readonly Period[],
  longest: number,
  { options: { tmpDir }, settings: { listener } }: PeriodRun,
): Promise<boolean> {
  let [dumps, lists] = [0, 0];
  for (const hour of periods.flatMap(({ hours }) => hours)) {
    if (await regularFileSize(listPath(hour, tmpDir)) !== undefined) continue;
    lists++;
    if (await regularFileSize(dumpPath(hour, tmpDir)) === undefined) dumps++;
  }
  const most = PeriodGate.periodsAtOnce(longest) * longest;
  const leastBytes = Math.min(dumps, most) * DUMP_BYTES + lists * LIST_BYTES;
  const packedBytes = Math.min(lists, most) * PACKED_BYTES;
  const freeBytes = await checkRoom(tmpDir, leastBytes);
  const packs = leastBytes + packedBytes < (freeBytes ?? 0) * SHARE_OF_FREE;
  listener({
    type: "periods-planned",
    periods,
    neededBytes: leastBytes + (packs ? packedBytes : 0),
    freeBytes,
  });
  return packs;
}
