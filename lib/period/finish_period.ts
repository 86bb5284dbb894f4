import { dumpPath } from "../download/dump_file.ts";
import { writeDurably } from "../output/durable_file.ts";
import { HourFailure } from "../failure.ts";
import type { DumpHour } from "../hours.ts";
import { BadDump } from "../rank/bad_dump.ts";
import { removeIfPresent } from "../output/regular_file.ts";
import { formatRanking, GROUP_NAMES } from "../output/result_formats.ts";
import type { HourOutcome } from "../hour_outcome.ts";
import { writeToStdout } from "../output/stdout.ts";
import { askDump, type Rereading } from "./ask_dump.ts";
import { listPath } from "./list_file.ts";
import { packedPath } from "./packed_file.ts";
import type { Period } from "./period.ts";
import { lackingHours, type PeriodOutcome } from "./period_outcome.ts";
import { periodResultPath } from "./period_results.ts";
import type { GroupRanking } from "./sum_groups.ts";
import { sumPeriod } from "./sum_period.ts";

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
  finish: Rereading,
): Promise<PeriodOutcome> {
  const started = performance.now();
  let ending: Ending;
  try {
    ending = await endPeriod(period, outcomes, finish);
  } catch (error) {
    if (!(error instanceof HourFailure || error instanceof BadDump)) throw error;
    const { message } = error;
    ending = { period, status: "failed", message, lacking: lackingHours(outcomes), groups: 0, reread: [] };
  }
  await letGo(period, finish);
  return { ...ending, seconds: (performance.now() - started) / 1000 };
}

async function endPeriod(
  period: Period,
  outcomes: readonly HourOutcome[],
  finish: Rereading,
): Promise<Ending> {
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
  return {
    period,
    status: isIncomplete ? "incomplete" : "done",
    result,
    lacking,
    groups: rankings.length,
    reread,
  };
}

/** However it ended: what the next period may take of the disk is what this one had. */
async function letGo({ hours }: Period, { options: { tmpDir, keepDumps } }: Rereading): Promise<void> {
  await Promise.all(hours.map((hour) => removeIfPresent(packedPath(hour, tmpDir))));
  if (!keepDumps) await Promise.all(hours.map((hour) => removeIfPresent(dumpPath(hour, tmpDir))));
}

function sumUp(
  period: Period,
  hours: readonly DumpHour[],
  finish: Rereading,
  reread: number[],
): Promise<GroupRanking[]> {
  const { options, pipeline, listener } = finish;
  const { top, minViews, group, tmpDir, workers } = options;
  listener({ type: "period-summed", period, hours: hours.length });
  const onRetry = (reason: string): void => listener({ type: "period-retried", period, reason });
  return sumPeriod({
    files: hours.map((hour) => listPath(hour, tmpDir)),
    parts: workers,
    sum: (task) => pipeline.pool.answer({ kind: "sum", ...task, top, minViews, group }, onRetry),
    reread: (index, questions) => askDump(hours[index]!, questions, finish),
    onReread(dumps, groups): void {
      reread.push(dumps);
      listener({ type: "period-reread", period, dumps, groups });
    },
  });
}

async function writeResult(
  period: Period,
  rankings: readonly GroupRanking[],
  isIncomplete: boolean,
  { options, signal }: Rereading,
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
