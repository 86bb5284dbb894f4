import { ExitCode } from "./exit_code.ts";
import { RunFailure } from "./failure.ts";
import type { PeriodOutcome } from "./period/period_outcome.ts";
import type { HourOutcome } from "./hour_outcome.ts";
import { isSystemError } from "./system_error.ts";

/**
 * What a run that came to its end exits with.
 *
 * @param outcomes How its hours ended.
 * @param missing What a missing hour means.
 */
export function verdictOnHours(outcomes: readonly HourOutcome[], missing: "skip" | "fail"): ExitCode {
  const failed = outcomes.filter(({ status }) => status === "failed");
  if (failed.length > 0) {
    const hasResult = outcomes.some(({ status }) => status === "done" || status === "skipped");
    return hasResult ? ExitCode.SomeHoursFailed : verdictOnFailures(failed);
  }
  const lacksHours = missing === "fail" && outcomes.some(({ status }) => status === "missing");
  return lacksHours ? ExitCode.Temporary : ExitCode.Ok;
}

/**
 * What a run over periods that came to its end exits with.
 *
 * @param outcomes How its periods ended.
 * @param hours The verdict on its hours.
 */
export function verdictOnPeriods(outcomes: readonly PeriodOutcome[], hours: ExitCode): ExitCode {
  const isWorse = hours === ExitCode.Ok && outcomes.some(({ status }) => status === "failed");
  return isWorse ? ExitCode.SomeHoursFailed : hours;
}

/** When nothing was had, all for the same reason, that reason is the verdict. */
function verdictOnFailures(failed: readonly HourOutcome[]): ExitCode {
  const verdicts = new Set(failed.map(({ reason }) => {
    switch (reason) {
      case "bad-data":
        return ExitCode.BadData;
      case "refused":
        return ExitCode.Refused;
      default:
        return ExitCode.Temporary;
    }
  }));
  const [verdict] = verdicts;
  return verdicts.size === 1 ? verdict : ExitCode.SomeHoursFailed;
}

/**
 * What a run that was broken off exits with.
 *
 * @param error Why it was.
 */
export function verdictOnError(error: unknown): ExitCode {
  if (error instanceof RunFailure) return error.exitCode;
  return isSystemError(error) ? ExitCode.InputOutput : ExitCode.Bug;
}
