import type { DownloadResult } from "../download/download.ts";
import { dumpPath } from "../download/dump_file.ts";
import { forgetVersion, writeVersion } from "../download/dump_version.ts";
import type { DumpHour } from "../hours.ts";
import type { Options } from "../cli/options_table.ts";
import type { Pipeline } from "../pipeline.ts";
import { removeIfPresent } from "../output/regular_file.ts";
import type { RunParts } from "../run.ts";
import type { DumpLists } from "./list_dump.ts";
import { packedPath } from "./packed_file.ts";
import { listPath, openListFile, writeListFile } from "./list_file.ts";

/** How deep lists are at the least: so a later question that goes a little further reads no dump again. */
const LEAST_DEPTH = 100;
/** How much deeper lists are than what is asked for: a page that is far down in one hour may be in front in others. */
const DEPTH_FACTOR = 4;

/**
 * How many pages of each domain a list keeps.
 *
 * @param top How many are asked for.
 */
export function listDepth(top: number): number {
  return Math.max(LEAST_DEPTH, DEPTH_FACTOR * top);
}

/** What the listing of hours needs besides the pipeline. */
export interface ListingOptions {
  readonly options: Pick<Options, "top" | "tmpDir" | "maxMalformedShare" | "allowEmpty" | "refresh">;
  readonly signal: AbortSignal;
  /** Waits until the hour's dump may lie in tmp/. */
  readonly enter: (hour: DumpHour) => Promise<void>;
  readonly now: Temporal.Instant;
  /** Whether there is room to write packed lines. */
  readonly packs: boolean;
}

/**
 * The parts of a run that makes the list files of hours, in place of their results. Dumps stay in tmp/.
 *
 * @param pipeline The parts of a run that ranks hours.
 * @param listing What else is needed.
 */
export function listingParts(
  pipeline: Pipeline,
  { options, signal, enter, now, packs }: ListingOptions,
): RunParts<DumpLists> {
  const { top, tmpDir } = options;
  return {
    async findResult(hour, listener): Promise<string | undefined> {
      const path = findLists(listPath(hour, tmpDir), options);
      if (path === undefined || !options.refresh || await pipeline.isCurrent(path, hour, listener)) {
        return path;
      }
      await removeIfPresent(dumpPath(hour, tmpDir));
      return undefined;
    },
    async download(hour, listener, rejectedSource): Promise<DownloadResult> {
      if (Temporal.Instant.compare(Temporal.Instant.from(hour.time), now) > 0) {
        return { status: "missing", reason: "not-yet-published", attempts: 0 };
      }
      await enter(hour);
      return await pipeline.download(hour, listener, rejectedSource);
    },
    rank: (hour, path, onRetry) =>
      pipeline.pool.answer({
        kind: "list",
        path,
        depth: listDepth(top),
        packed: packs ? packedPath(hour, tmpDir) : undefined,
      }, onRetry),
    async write(hour, { file }, { source: url, bytes, validator }): Promise<string> {
      const path = listPath(hour, tmpDir);
      await forgetVersion(path);
      await writeListFile(path, file, signal);
      if (url !== undefined) await writeVersion(path, { url, bytes, validator });
      return path;
    },
    discard: pipeline.discard,
  };
}

/**
 * Lists that are not as deep as what is asked for would need their dump again and again; those of a dump that is not good
 * enough by now are none.
 */
function findLists(
  path: string,
  { top, maxMalformedShare, allowEmpty }: ListingOptions["options"],
): string | undefined {
  using file = openListFile(path);
  if (!file) return undefined;
  const { depth, counts } = file.head;
  const isGood = counts.malformed <= counts.lines * maxMalformedShare && (allowEmpty || counts.lines > 0);
  return depth >= top && isGood ? path : undefined;
}
