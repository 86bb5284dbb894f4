import type { ExitCode } from "./exit_code.ts";

/** Why an hour could not be had, in words for machines; reports and logs carry them. */
export type HourFailureReason =
  /** The server or the way to it failed as often as it may. */
  | "unreachable"
  /** The server asked to wait longer than the run is ready to. */
  | "asked-to-wait"
  /** The server answered something that no retry mends. */
  | "refused"
  /** What was downloaded is not a whole dump, twice. */
  | "bad-data";

/** One hour cannot be had; the others can. Caught by the run, which reports it as a failed hour. */
export class HourFailure extends Error {
  override readonly name = "HourFailure";

  /**
   * @param reason Why, for machines.
   * @param message What could not be done, with what value, and what to do.
   * @param options The cause, where there is one.
   */
  constructor(readonly reason: HourFailureReason, message: string, options?: ErrorOptions) {
    super(message, options);
  }
}

/** Nothing more can be done in this run. Caught by main, which prints it and exits with its code. */
export class RunFailure extends Error {
  override readonly name = "RunFailure";

  /**
   * @param exitCode What the program exits with.
   * @param message What could not be done, with what value, and what to do.
   * @param options The cause, where there is one.
   */
  constructor(readonly exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
  }
}
