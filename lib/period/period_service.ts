import { listDump } from "./list_dump.ts";
import type { PeriodAnswers, PeriodRequest } from "./period_messages.ts";
import { seekDump } from "./seek_dump.ts";
import { type SumFilter, sumGroups } from "./sum_groups.ts";

/** What a worker was set up with. */
export interface PeriodSetup extends SumFilter {
  /** Add up every page in a map, rather than trust in order. */
  readonly isPlain: boolean;
  /** Whether a dump may hold no line at all. */
  readonly allowEmpty?: boolean;
  /** Tells that the work goes on; throws when it shall end. */
  readonly checkpoint: () => void;
}

/**
 * Does what is asked of a worker for a period.
 *
 * @param request What is asked.
 * @param setup What the worker was set up with.
 * @returns What is asked for.
 * @throws {BadDump} When the dump is at fault.
 */
export async function answerForPeriod(
  request: PeriodRequest,
  { wants, blacklist, isPlain, allowEmpty, checkpoint }: PeriodSetup,
): Promise<PeriodAnswers[keyof PeriodAnswers]> {
  switch (request.kind) {
    case "list":
      return await listDump(request.path, { ...request, isPlain, allowEmpty, checkpoint });
    case "seek":
      return await seekDump(request, checkpoint);
    case "sum":
      return sumGroups(request, { wants, blacklist }, checkpoint);
  }
}
