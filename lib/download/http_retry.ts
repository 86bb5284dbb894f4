import { HourFailure } from "../failure.ts";
import type { HourFailureReason } from "../failure.ts";

/** Answers in whose stead the same request may get another one a little later. */
export const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** A request failed in a way that another try may mend. Caught by {@linkcode retryRequest}. */
export class TransientFailure extends Error {
  override readonly name = "TransientFailure";

  /**
   * @param reason Why the hour fails when no try is left.
   * @param message What happened.
   * @param retryAfterMs How long the server asks to wait, in milliseconds.
   * @param options The cause, where there is one.
   */
  constructor(
    readonly reason: HourFailureReason,
    message: string,
    readonly retryAfterMs = 0,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** How often to try, and how long to wait in between. */
export interface RetryPolicy {
  /** How many requests to send at most. */
  readonly tries: number;
  /** The longest wait after the first failure, in milliseconds; it doubles with each further one. */
  readonly baseDelayMs: number;
  /** What the wait does not grow beyond, in milliseconds, unless the server asks for longer. */
  readonly maxDelayMs: number;
  /** How long all waits together may be, in milliseconds. */
  readonly waitBudgetMs: number;
  /** A number from 0 up to but not including 1. */
  readonly random: () => number;
  /** Waits; rejects with the signal's reason when it is aborted. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** What is asked for, and who wants to know. */
export interface RetryOptions {
  /** Named in messages. */
  readonly url: string;
  readonly policy: RetryPolicy;
  /** Ends the waits. */
  readonly signal: AbortSignal;
  /** Told before each wait which try failed, from 1, why, and how long the wait is in milliseconds. */
  readonly onRetry: (attempt: number, reason: string, waitMs: number) => void;
}

/**
 * Sends a request again for as long as it may help.
 *
 * @param request Sends it once; is told which try it is, from 1.
 * @param options What is asked for, and how patiently.
 * @returns What the request returns.
 * @throws {HourFailure} When every try failed, or the server asks to wait longer than the budget allows.
 * @throws What the request throws, at once when it is no {@linkcode TransientFailure}.
 */
export async function retryRequest<T>(
  request: (attempt: number) => Promise<T>,
  { url, policy, signal, onRetry }: RetryOptions,
): Promise<T> {
  let waitedMs = 0;
  for (let attempt = 1;; attempt++) {
    try {
      return await request(attempt);
    } catch (cause) {
      if (!(cause instanceof TransientFailure)) throw cause;
      const fail = (reason: HourFailureReason, advice: string): HourFailure =>
        new HourFailure(reason, `Cannot download ${url}: ${cause.message}; ${advice}`, { cause });
      if (attempt >= policy.tries) {
        throw fail(cause.reason, `gave up after ${attempt === 1 ? "1 try" : `${attempt} tries`}`);
      }
      const waitMs = Math.max(cause.retryAfterMs, backoffMs(attempt, policy));
      waitedMs += waitMs;
      if (waitedMs > policy.waitBudgetMs) {
        throw fail("asked-to-wait", "it asks to wait too long; try again later");
      }
      onRetry(attempt, cause.message, waitMs);
      await policy.wait(waitMs, signal);
    }
  }
}

/**
 * How long to wait after a failure: exponential backoff with full jitter, so that clients which failed together do
 * not come back together (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 *
 * @param failures How many tries have failed so far, from 1.
 * @param policy How long the waits may become.
 * @returns Milliseconds, evenly spread from 0 to the longest wait.
 */
export function backoffMs(
  failures: number,
  { baseDelayMs, maxDelayMs, random }: Pick<RetryPolicy, "baseDelayMs" | "maxDelayMs" | "random">,
): number {
  return random() * Math.min(maxDelayMs, baseDelayMs * 2 ** (failures - 1));
}
