/**
 * Wires the parts of a run. Errors are printed, signals heard and the exit code set here and nowhere else.
 *
 * @module
 */
import config from "./deno.json" with { type: "json" };
import { AbortFlag } from "./lib/abort_flag.ts";
import { type Blacklist, parseBlacklist } from "./lib/blacklist.ts";
import { type Command, type Options, parseCommandLine } from "./lib/cli/cli.ts";
import { escapeForTerminal } from "./lib/escape.ts";
import { ExitCode } from "./lib/exit_code.ts";
import { RunFailure } from "./lib/failure.ts";
import { type Log, openLog } from "./lib/show/log.ts";
import { checkOutputFile } from "./lib/output/output_check.ts";
import { outcomeLine } from "./lib/period/period_line.ts";
import type { PeriodOutcome } from "./lib/period/period_outcome.ts";
import { runPeriods } from "./lib/period/run_periods.ts";
import { openPipeline, type Pipeline } from "./lib/pipeline.ts";
import { openProgress, writeBestEffort } from "./lib/show/progress.ts";
import { type RunRecord, writeReport } from "./lib/show/report.ts";
import { runHours } from "./lib/run.ts";
import type { HourOutcome } from "./lib/hour_outcome.ts";
import type { RunListener } from "./lib/run_events.ts";
import { claimFolders } from "./lib/output/run_folders.ts";
import { summaryText } from "./lib/show/summary.ts";
import { UsageError } from "./lib/cli/usage_error.ts";
import { isSystemError } from "./lib/system_error.ts";
import { verdictOnError, verdictOnHours, verdictOnPeriods } from "./lib/verdict.ts";
import { writeToStdout } from "./lib/output/stdout.ts";

/** How many faults of a blacklist are shown. */
const SHOWN_WARNINGS = 5;

function printError(text: string): void {
  writeBestEffort(Deno.stderr, text);
}

async function loadBlacklist(path: string | undefined, signal: AbortSignal): Promise<Blacklist> {
  const source = path ?? new URL("./blacklist_domains_and_pages", import.meta.url);
  try {
    return parseBlacklist(await Deno.readTextFile(source, { signal }));
  } catch (cause) {
    signal.throwIfAborted();
    if (!isSystemError(cause)) throw cause;
    const message = `Cannot read the blacklist "${path ?? "blacklist_domains_and_pages"}": ${cause.message}`;
    throw new RunFailure(ExitCode.InputOutput, `${message}; choose another --blacklist`, { cause });
  }
}

function warnOfBlacklist({ warnings }: Blacklist): void {
  for (const { lineNumber, reason } of warnings.slice(0, SHOWN_WARNINGS)) {
    printError(`warning: line ${lineNumber} of the blacklist is left out: ${reason}\n`);
  }
  const more = warnings.length - SHOWN_WARNINGS;
  if (more > 0) printError(`warning: ${more} more lines of the blacklist are left out\n`);
}

/**
 * The first signal throws the switch; the second one ends the program on the spot. Not to be called before the log is
 * open: to open a pipe that nobody reads stops everything, and then only a signal that is not heard ends the program.
 */
function heedSignals(flag: AbortFlag): Disposable {
  using stack = new DisposableStack();
  const heed = (signal: Deno.Signal, name: string, exitCode: ExitCode): void => {
    const onSignal = (): void => {
      if (flag.thrown) Deno.exit(exitCode);
      flag.throwSwitch(new RunFailure(exitCode, name));
    };
    Deno.addSignalListener(signal, onSignal);
    stack.defer(() => Deno.removeSignalListener(signal, onSignal));
  };
  heed("SIGINT", "Interrupted", ExitCode.Interrupted);
  if (Deno.build.os !== "windows") heed("SIGTERM", "Terminated", ExitCode.Terminated);
  return stack.move();
}

/** A command to rank hours, or periods of them. */
type RunCommand = Command & { readonly kind: "run" };

/** How the hours ended, and the periods that have come to an end. */
interface Outcomes {
  hours: HourOutcome[];
  readonly periods: PeriodOutcome[];
}

function claimRunFolders(options: Options, { signal }: AbortFlag): Promise<AsyncDisposable> {
  const { tmpDir, stdout, waitLock: wait, quiet } = options;
  const onWait = (message: string): void => {
    if (!quiet) printError(`waiting: ${escapeForTerminal(message)}\n`);
  };
  const resultsDir = stdout ? undefined : options.resultsDir;
  return claimFolders({ tmpDir, resultsDir }, { wait, signal, onWait });
}

async function openRunPipeline({ hours, options }: RunCommand, flag: AbortFlag): Promise<Pipeline> {
  const blacklist = await loadBlacklist(options.blacklist, flag.signal);
  if (!options.quiet) warnOfBlacklist(blacklist);
  const workerUrl = new URL("./workers/rank_worker.ts", import.meta.url);
  const pipeline = openPipeline(options, {
    flag,
    workerUrl,
    blacklist: blacklist.titles,
    version: config.version,
  });
  // No more dumps than that come in at once.
  pipeline.pool.warmUp(Math.min(hours.length, options.downloads));
  return pipeline;
}

/** Downloads, ranks and writes the hours or periods; tells `listener` all that happens. */
async function rankHours(
  { hours, periods, options }: RunCommand,
  pipeline: Pipeline,
  flag: AbortFlag,
  listener: RunListener,
): Promise<void> {
  const { keepDumps, maxMalformedShare, downloads, workers, failFast, missing } = options;
  const isFailure = ({ status }: HourOutcome): boolean =>
    status === "failed" || status === "missing" && missing === "fail";
  const settings = {
    hoursAtOnce: downloads + workers,
    keepDumps,
    maxMalformedShare,
    endsRun: (outcome: HourOutcome) => failFast && isFailure(outcome),
    flag,
    listener,
  };
  if (periods) await runPeriods(periods, { options, pipeline, settings, now: Temporal.Now.instant() });
  else await runHours(hours, pipeline, settings);
}

/** Shows the hours while they are ranked. */
async function showRun(
  command: RunCommand,
  pipeline: Pipeline,
  flag: AbortFlag,
  listeners: readonly RunListener[],
): Promise<void> {
  const { progress: style, quiet } = command.options;
  using progress = await openProgress({ style, quiet });
  const all = [...listeners, progress.listener];
  await rankHours(command, pipeline, flag, (event) => all.forEach((listener) => listener(event)));
}

/** A log that cannot be written any more ends the run. */
function openRunLog(path: string, { logLevel }: Options, flag: AbortFlag): Promise<Log> {
  return openLog({ path, level: logLevel, onFailure: (failure) => flag.throwSwitch(failure) });
}

/** Says in one line what went wrong, and only of a bug where. */
function explain(error: unknown, exitCode: ExitCode): string {
  const message = escapeForTerminal(error instanceof Error ? error.message : String(error));
  if (exitCode !== ExitCode.Bug) return message;
  return `this is a bug: ${error instanceof Error ? error.stack : message}`;
}

async function run(command: RunCommand): Promise<ExitCode> {
  const { options } = command;
  if (options.report !== undefined) await checkOutputFile(options.report);
  const startedAt = Temporal.Now.instant();
  const started = performance.now();
  const outcomes: Outcomes = { hours: [], periods: [] };
  await using owned = new AsyncDisposableStack();
  const { exitCode, error } = await attempt(command, outcomes, owned);
  outcomes.hours.sort((a, b) => a.hour.time < b.hour.time ? -1 : 1);
  outcomes.periods.sort((a, b) => a.period.name < b.period.name ? -1 : 1);
  const seconds = (performance.now() - started) / 1000;
  if (!options.quiet) printSummary(outcomes, seconds);
  if (options.report !== undefined) {
    const finishedAt = Temporal.Now.instant();
    const { version } = config;
    const { hours, periods } = outcomes;
    const times = { startedAt, finishedAt, seconds };
    await writeReport(options.report, {
      version,
      ...times,
      options,
      outcomes: hours,
      periods,
      exitCode,
      error,
    });
  }
  return exitCode;
}

function printSummary({ hours, periods }: Outcomes, seconds: number): void {
  if (hours.length > 0) printError(summaryText(hours, seconds));
  for (const period of periods) printError(`${outcomeLine(period)}\n`);
}

/** Gathers the outcomes of the hours; what is to be kept until the report is written goes to `owned`. */
async function attempt(
  command: RunCommand,
  outcomes: Outcomes,
  owned: AsyncDisposableStack,
): Promise<Pick<RunRecord, "exitCode" | "error">> {
  const { options } = command;
  const flag = new AbortFlag();
  const listeners: RunListener[] = [(event) => {
    if (event.type === "hour-ended") outcomes.hours.push(event.outcome);
    if (event.type === "hours-stopped") outcomes.hours = outcomes.hours.concat(event.outcomes);
    if (event.type === "period-ended") outcomes.periods.push(event.outcome);
  }];
  let log: Log | undefined;
  try {
    if (options.logFile !== undefined) {
      log = owned.use(await openRunLog(options.logFile, options, flag));
      listeners.push(log.listener);
    }
    owned.use(heedSignals(flag));
    // The workers start while the folders are claimed, and end before they are given back.
    using starting = new DisposableStack();
    const pipeline = starting.use(await openRunPipeline(command, flag));
    owned.use(await claimRunFolders(options, flag));
    owned.use(starting.move());
    await showRun(command, pipeline, flag, listeners);
    const { hours, periods } = outcomes;
    return { exitCode: verdictOnPeriods(periods, verdictOnHours(hours, options.missing)) };
  } catch (cause) {
    const exitCode = verdictOnError(cause);
    const error = explain(cause, exitCode);
    log?.logger.error("run failed", { exit_code: exitCode, error: String(cause) });
    printError(`wikitop: ${error}\n`);
    return { exitCode, error };
  }
}

async function obey(command: Command): Promise<ExitCode> {
  if (command.kind === "run" && !command.options.dryRun) return await run(command);
  await writeToStdout(await information(command));
  return ExitCode.Ok;
}

async function information(command: Command): Promise<Iterable<string>> {
  if (command.kind === "version") return [`wikitop ${config.version}\n`];
  if (command.kind === "help") return [(await import("./lib/cli/help.ts")).helpText()];
  const [baseUrl] = command.options.baseUrls;
  return command.hours.map(({ time, urlPath }) => `${time} ${baseUrl}/${urlPath}\n`);
}

async function main(): Promise<ExitCode> {
  try {
    return await obey(parseCommandLine(Deno.args, {
      env: Deno.env.get,
      cores: navigator.hardwareConcurrency,
      now: Temporal.Now.instant(),
    }));
  } catch (error) {
    if (error instanceof UsageError) {
      printError(`wikitop: ${escapeForTerminal(error.message)}\nTry 'wikitop --help'.\n`);
      return ExitCode.Usage;
    }
    const exitCode = verdictOnError(error);
    printError(`wikitop: ${explain(error, exitCode)}\n`);
    return exitCode;
  }
}

if (import.meta.main) Deno.exit(await main());
