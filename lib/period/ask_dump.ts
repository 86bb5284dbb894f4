import type { Options } from "../cli/options_table.ts";
import { dumpPath, regularFileSize } from "../download/dump_file.ts";
import { HourFailure } from "../failure.ts";
import type { DumpHour } from "../hours.ts";
import { removeIfPresent } from "../output/regular_file.ts";
import type { Pipeline } from "../pipeline.ts";
import { BadDump } from "../rank/bad_dump.ts";
import type { RunListener } from "../run_events.ts";
import type { Semaphore } from "../semaphore.ts";
import { listPath, writeListFile } from "./list_file.ts";
import { listDepth } from "./listing_parts.ts";
import { packedPath } from "./packed_file.ts";
import type { AskedDomain } from "./asked_domain.ts";

/** What it takes to read dumps again. */
export interface Rereading {
  readonly options: Options;
  readonly pipeline: Pipeline;
  readonly signal: AbortSignal;
  readonly listener: RunListener;
  /** One is held while a dump is read again. */
  readonly slots: Semaphore;
}

/**
 * Puts questions to a dump, and the answers into its list file. One that has gone is fetched again and does not stay: the
 * room that was made sure of is for the first reading.
 *
 * @param hour Whose dump.
 * @param questions About it.
 * @param rereading What it takes.
 * @returns `changed` when the dump is no longer the one that was read, and its list file was made anew.
 * @throws {HourFailure} When the dump cannot be had any more.
 */
export async function askDump(
  hour: DumpHour,
  questions: readonly AskedDomain[],
  rereading: Rereading,
): Promise<"answered" | "changed"> {
  const { options: { tmpDir, keepDumps }, signal, slots } = rereading;
  using _slot = await slots.acquire(signal);
  const path = dumpPath(hour, tmpDir);
  const stays = keepDumps || await regularFileSize(path) !== undefined;
  const answer = await askWholeDump(hour, questions, rereading);
  if (!stays) await removeIfPresent(path);
  return answer;
}

/** One that turns out not to be whole is thrown away and fetched once more, from another server where there is one. */
async function askWholeDump(
  hour: DumpHour,
  questions: readonly AskedDomain[],
  rereading: Rereading,
): Promise<"answered" | "changed"> {
  const { pipeline, options: { top, tmpDir }, signal, listener } = rereading;
  const lists = listPath(hour, tmpDir);
  const packedFile = packedPath(hour, tmpDir);
  const onRetry = (reason: string): void => listener({ type: "ranking-retried", hour, reason });
  let rejectedSource: string | undefined;
  for (let isSecondTry = false;; isSecondTry = true) {
    const dump = await pipeline.download(hour, listener, rejectedSource);
    if (dump.status === "missing") {
      throw new HourFailure(
        "refused",
        `Cannot read the dump ${hour.name} again: the server does not have it any more; ` +
          `remove "${lists}" to go without that hour`,
      );
    }
    const { path } = dump;
    const packed = await regularFileSize(packedFile) === undefined ? undefined : packedFile;
    try {
      const answered = await pipeline.pool.answer({ kind: "seek", path, packed, lists, questions }, onRetry);
      const depth = listDepth(top);
      const file = answered ??
        (await pipeline.pool.answer({ kind: "list", path, depth, packed }, onRetry)).file;
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
