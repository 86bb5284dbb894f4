import { regularFileSize } from "../download/dump_file.ts";
import { writeDurably } from "../output/durable_file.ts";
import { HourFailure } from "../failure.ts";
import type { DumpHour } from "../hours.ts";
import type { Options } from "../cli/options_table.ts";
import type { Pipeline } from "../pipeline.ts";
import { BadDump } from "../rank/bad_dump.ts";
import { removeIfPresent } from "../output/regular_file.ts";
import { formatRanking, GROUP_NAMES } from "../output/result_formats.ts";
import type { HourOutcome, RunListener } from "../run_events.ts";
import { writeToStdout } from "../output/stdout.ts";
import { listPath, writeListFile } from "./list_file.ts";
import { listDepth } from "./listing_parts.ts";
import { packedPath } from "./packed_file.ts";
import type { Period } from "./period.ts";
import { lackingHours, type PeriodOutcome } from "./period_outcome.ts";
import { periodResultPath } from "./period_results.ts";
import type { AskedDomain } from "./seek_dump.ts";
import type { GroupRanking } from "./sum_groups.ts";
import { sumPeriod } from "./sum_period.ts";

/** What the end of a period needs. */
export interface Finish {
  readonly options: Options;
  readonly pipeline: Pipeline;
  readonly signal: AbortSignal;
  readonly listener: RunListener;
}

/** What an outcome is before its time is known. */
type Ending = Omit<PeriodOutcome, "seconds">;

/**
 * Adds up a period whose hours have all come to an end, writes its result and lets go of its dumps.
 *
 * @param period The period.
 * @param outcomes How its hours ended.
 * @param finish What it takes.
 * @throws What is not the period's own failure.
 */
export async function finishPeriod(
  period: Period,
  outcomes: readonly HourOutcome[],
  finish: Finish,
): Promise<PeriodOutcome> {
  const started = performance.now();
  let ending: Ending;
  try {
    ending = await endPeriod(period, outcomes, finish);
  } catch (error) {
    if (!(error instanceof HourFailure)) throw error;
    const { message } = error;
    ending = { period, status: "failed", message, lacking: lackingHours(outcomes), groups: 0, reread: [] };
  }
  return { ...ending, seconds: (performance.now() - started) / 1000 };
}

async function endPeriod(period: Period, outcomes: readonly HourOutcome[], finish: Finish): Promise<Ending> {
  const lacking = lackingHours(outcomes);
  const isIncomplete = lacking.length > 0;
  const absent = new Set(lacking.map(({ time }) => time));
  const hours = period.hours.filter(({ time }) => !absent.has(time));
  const reread: number[] = [];
  if (hours.length === 0 || isIncomplete && finish.options.missing === "fail") {
    return { period, status: "missing", lacking, groups: 0, reread };
  }
  const rankings = await sumUp(period, hours, finish, reread);
  const result = await writeResult(period, rankings, isIncomplete, finish);
  await Promise.all(hours.map((hour) => removeIfPresent(packedPath(hour, finish.options.tmpDir))));
  if (!finish.options.keepDumps) await Promise.all(hours.map(finish.pipeline.discard));
  return {
    period,
    status: isIncomplete ? "incomplete" : "done",
    result,
    lacking,
    groups: rankings.length,
    reread,
  };
}

function sumUp(
  period: Period,
  hours: readonly DumpHour[],
  finish: Finish,
  reread: number[],
): Promise<GroupRanking[]> {
  const { options, pipeline, listener } = finish;
  const { top, minViews, group, tmpDir, workers } = options;
  listener({ type: "period-summed", period, hours: hours.length });
  return sumPeriod({
    files: hours.map((hour) => listPath(hour, tmpDir)),
    parts: workers,
    sum: (task) => pipeline.pool.answer({ kind: "sum", ...task, top, minViews, group }),
    reread: (index, questions) => askDump(hours[index]!, questions, finish),
    onReread(dumps, groups): void {
      reread.push(dumps);
      listener({ type: "period-reread", period, dumps, groups });
    },
  });
}

/** A dump that has gone is fetched again; one that turns out not to be whole is thrown away and fetched once more. */
async function askDump(
  hour: DumpHour,
  questions: readonly AskedDomain[],
  finish: Finish,
): Promise<"answered" | "changed"> {
  const { pipeline, options: { top, tmpDir }, signal, listener } = finish;
  const lists = listPath(hour, tmpDir);
  const packedFile = packedPath(hour, tmpDir);
  let rejectedSource: string | undefined;
  for (let isSecondTry = false;; isSecondTry = true) {
    const dump = await pipeline.download(hour, listener, rejectedSource);
    if (dump.status === "missing") {
      throw new HourFailure(
        "refused",
        `Cannot read the dump ${hour.name} again: the server does not have it any more`,
      );
    }
    const { path } = dump;
    const packed = await regularFileSize(packedFile) === undefined ? undefined : packedFile;
    try {
      const answered = await pipeline.pool.answer({ kind: "seek", path, packed, lists, questions });
      const depth = listDepth(top);
      const file = answered ?? (await pipeline.pool.answer({ kind: "list", path, depth, packed })).file;
      await writeListFile(lists, file, signal);
      return answered ? "answered" : "changed";
    } catch (cause) {
      if (!(cause instanceof BadDump)) throw cause;
      await pipeline.discard(hour);
      listener({ type: "dump-rejected", hour, reason: cause.message });
      if (isSecondTry) throw new HourFailure("bad-data", cause.message, { cause });
      rejectedSource = dump.source;
    }
  }
}

async function writeResult(
  period: Period,
  rankings: readonly GroupRanking[],
  isIncomplete: boolean,
  { options, signal }: Finish,
): Promise<string | undefined> {
  const { format, group, stdout } = options;
  const label = { [options.every === "hour" ? "hour" : "period"]: period.label };
  const groups = rankings.map(({ name, pages }) => ({ domainCode: name, pages }));
  const text = formatRanking(format, label, groups, GROUP_NAMES[group]);
  if (stdout) {
    await writeToStdout(text, { signal });
    return undefined;
  }
  const path = periodResultPath(period, options, isIncomplete);
  await writeDurably(path, text, signal);
  if (!isIncomplete) await removeIfPresent(periodResultPath(period, options, true));
  return path;
}
