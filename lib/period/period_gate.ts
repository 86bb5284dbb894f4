import { type Permit, Semaphore } from "../semaphore.ts";
import type { Period } from "./period.ts";

/** So many dumps are two days. */
const DUMPS_HELD = 48;

/** Bounds how many periods have their dumps in tmp/ at once: one at least, and as many as hold 48 dumps. */
export class PeriodGate {
  readonly #places: Semaphore;
  readonly #entered = new Map<Period, Promise<Permit>>();

  /** @param longest The most hours that a period has. */
  constructor(longest: number) {
    this.#places = new Semaphore(PeriodGate.periodsAtOnce(longest));
  }

  /**
   * How many periods may have dumps in tmp/ at once.
   *
   * @param longest The most hours that one has.
   */
  static periodsAtOnce(longest: number): number {
    return Math.max(1, Math.floor(DUMPS_HELD / longest));
  }

  /**
   * Lets a period in, with all its hours.
   *
   * @param period The period.
   * @param signal Ends the wait.
   * @throws The signal's reason.
   */
  async enter(period: Period, signal: AbortSignal): Promise<void> {
    let entry = this.#entered.get(period);
    if (!entry) this.#entered.set(period, entry = this.#places.acquire(signal));
    await entry;
  }

  /** Takes note that a period needs its dumps no more. */
  async leave(period: Period): Promise<void> {
    (await this.#entered.get(period))?.[Symbol.dispose]();
  }
}
