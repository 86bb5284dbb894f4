import { type PeriodOutcome, periodRecord } from "../period/period_outcome.ts";
import type { Logger, LogLevel, LogRecord } from "@logtape/logtape";
import { escapeForTerminal, escapeJsonForTerminal } from "../escape.ts";
import { ExitCode } from "../exit_code.ts";
import { RunFailure } from "../failure.ts";
import { hourRecord } from "./hour_record.ts";
import type { HourOutcome } from "../hour_outcome.ts";
import type { RunEvent, RunListener } from "../run_events.ts";
import { isSystemError } from "../system_error.ts";

/** Where and what to log. */
export interface LogOptions {
  /** The file; records go to its end. */
  readonly path: string;
  /** The least that is logged. */
  readonly level: LogLevel;
  /** Told once when the log cannot be written any more; later records are lost. Must not throw. */
  readonly onFailure: (failure: RunFailure) => void;
}

/** An open log; disposing of it closes the file. */
export interface Log extends Disposable {
  /** Logs what happens during a run. */
  readonly listener: RunListener;
  /** For the rest: how the run was started and how it ended. */
  readonly logger: Logger;
}

const LEVEL_OF_STATUS = {
  done: "info",
  skipped: "info",
  missing: "warn",
  failed: "error",
  stopped: "warn",
} as const;

/**
 * Opens a log of JSON lines, one record a line: `@timestamp`, `level`, `message`, `logger` and `properties`.
 * Each record is written at once, so that a crash loses none. There is one log at a time.
 *
 * @param options Where and what to log.
 * @returns The log.
 * @throws {RunFailure} When the file cannot be opened.
 */
export async function openLog({ path, level, onFailure }: LogOptions): Promise<Log> {
  const { configureSync, getLogger, jsonLinesFormatter, resetSync } = await import("@logtape/logtape");
  using stack = new DisposableStack();
  const file = stack.use(openForAppending(path));
  const sink = untilFailure(
    (record) => appendLine(file, jsonLinesFormatter(record).trimEnd()),
    path,
    onFailure,
  );
  configureSync({
    sinks: { file: sink },
    loggers: [
      { category: "wikitop", sinks: ["file"], lowestLevel: level },
      { category: ["logtape", "meta"], lowestLevel: null },
    ],
  });
  stack.defer(resetSync);
  const logger = getLogger("wikitop");
  const owned = stack.move();
  return { listener: (event) => logEvent(logger, event), logger, [Symbol.dispose]: () => owned.dispose() };
}

function openForAppending(path: string): Deno.FsFile {
  try {
    return Deno.openSync(path, { append: true, create: true });
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    const message = `Cannot open the log "${path}": ${cause.message}; choose another --log-file`;
    throw new RunFailure(ExitCode.CannotCreate, message, { cause });
  }
}

function appendLine(file: Deno.FsFile, json: string): void {
  const bytes = new TextEncoder().encode(escapeJsonForTerminal(json) + "\n");
  for (let written = 0; written < bytes.length;) written += file.writeSync(bytes.subarray(written));
}

function untilFailure(
  write: (record: LogRecord) => void,
  path: string,
  onFailure: LogOptions["onFailure"],
): (record: LogRecord) => void {
  let failed = false;
  return (record) => {
    if (failed) return;
    try {
      write(record);
    } catch (cause) {
      failed = true;
      onFailure(new RunFailure(ExitCode.InputOutput, `Cannot write the log "${path}": ${cause}`, { cause }));
    }
  };
}

/** Progress within a download is for the eye alone, and not logged. */
function logEvent(logger: Logger, event: RunEvent): void {
  switch (event.type) {
    case "planned":
      return logger.info("run planned", { hours: event.hours.length });
    case "download-started":
      return logger.debug("download started", { hour: event.hour.time, url: event.url });
    case "download-retried":
      return logRetry(logger, event);
    case "download-ended":
      return logger.debug("download ended", { hour: event.hour.time, bytes: event.bytes });
    case "ranking-started":
      return logger.debug("ranking started", { hour: event.hour.time });
    case "ranking-retried":
      return logger.warn("ranking retried", { hour: event.hour.time, reason: event.reason });
    case "dump-rejected":
      return logger.warn("dump rejected", { hour: event.hour.time, reason: event.reason });
    case "lines-malformed":
      return logMalformedLines(logger, event);
    case "hour-ended":
      return logHour(logger, event.outcome);
    case "hours-stopped":
      return logger.warn("hours stopped", { hours: event.outcomes.length });
    case "periods-planned": {
      const { periods, neededBytes, freeBytes = null } = event;
      const properties = { periods: periods.length, needed_bytes: neededBytes, free_bytes: freeBytes };
      return logger.info("periods planned", properties);
    }
    case "period-summed":
      return logger.debug("period summed", { period: event.period.label, hours: event.hours });
    case "period-reread": {
      const { period, dumps, groups } = event;
      return logger.debug("period reread", { period: period.label, dumps, groups });
    }
    case "period-retried":
      return logger.warn("period retried", { period: event.period.label, reason: event.reason });
    case "period-ended":
      return logPeriod(logger, event.outcome);
  }
}

function logRetry(logger: Logger, event: RunEvent & { type: "download-retried" }): void {
  const { hour, attempt, reason, waitMs } = event;
  logger.warn("download retried", { hour: hour.time, attempt, reason, wait_ms: waitMs });
}

function logMalformedLines(logger: Logger, { hour, lines }: RunEvent & { type: "lines-malformed" }): void {
  for (const { lineNumber, reason, excerpt } of lines) {
    logger.warn("line malformed", {
      hour: hour.time,
      line_number: lineNumber,
      reason,
      excerpt: escapeForTerminal(excerpt),
    });
  }
}

function logPeriod(logger: Logger, outcome: PeriodOutcome): void {
  const level = {
    done: "info",
    skipped: "info",
    incomplete: "warn",
    missing: "warn",
    failed: "error",
  } as const;
  logger[level[outcome.status]](`period ${outcome.status}`, { ...periodRecord(outcome) });
}

function logHour(logger: Logger, outcome: HourOutcome): void {
  logger[LEVEL_OF_STATUS[outcome.status]](`hour ${outcome.status}`, hourRecord(outcome));
}
