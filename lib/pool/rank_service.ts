import { AbortFlag } from "../abort_flag.ts";
import { domainMatcher } from "../domain_matcher.ts";
import type { RankRequest, RankResponse, WorkerRequest, WorkerResponse, WorkerSetup } from "./messages.ts";
import { encodeRanking } from "../output/encoded_ranking.ts";
import type { ResultFormat } from "../output/result_formats.ts";
import type { PeriodRequest, PeriodResponse } from "../period/period_messages.ts";
import { answerForPeriod } from "../period/period_service.ts";
import { faultOf } from "./worker_fault.ts";
import { rankDump, type RankOptions } from "../rank/rank_dump.ts";

/** What a ranking worker does with what it is told. */
export class RankService {
  #options: (RankOptions & { readonly format: ResultFormat }) | undefined;

  /**
   * @param request What the main thread said.
   * @returns What to answer; nothing to a setup.
   */
  async answer(request: WorkerSetup | RankRequest): Promise<RankResponse | undefined>;
  async answer(request: WorkerRequest): Promise<WorkerResponse | undefined>;
  async answer(request: WorkerRequest): Promise<WorkerResponse | undefined> {
    if (request.kind === "rank") return await this.#rank(request);
    if (request.kind !== "setup") return await this.#answerForPeriod(request);
    this.#options = { ...rankOptions(request), format: request.format };
    return undefined;
  }

  async #answerForPeriod(request: PeriodRequest): Promise<PeriodResponse> {
    try {
      if (!this.#options) throw new TypeError("Cannot read for a period: the worker was not set up");
      const { engine, selection, checkpoint } = this.#options;
      const setup = { ...selection, isPlain: engine === "streams", checkpoint };
      return { answer: await answerForPeriod(request, setup) };
    } catch (error) {
      return { fault: faultOf(error) };
    }
  }

  async #rank({ path, label }: RankRequest): Promise<RankResponse> {
    try {
      if (!this.#options) throw new TypeError("Cannot rank a dump: the worker was not set up");
      return { ranking: encodeRanking(await rankDump(path, this.#options), this.#options.format, label) };
    } catch (error) {
      return { fault: faultOf(error) };
    }
  }
}

function rankOptions(setup: WorkerSetup): RankOptions {
  const { engine, top, minViews, domains, blacklist, allowEmpty, abortFlag, heartbeat } = setup;
  const flag = new AbortFlag(abortFlag);
  const beats = new Int32Array(heartbeat);
  return {
    engine,
    selection: { top, minViews, wants: domainMatcher(domains), blacklist, allowEmpty },
    checkpoint(): void {
      flag.throwIfThrown();
      Atomics.add(beats, 0, 1);
    },
  };
}
