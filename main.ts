/**
 * Wires the parts of a run. Errors are printed, signals heard and the exit code set here and nowhere else.
 *
 * @module
 */
import config from "./deno.json" with { type: "json" };
import { AbortFlag } from "./lib/abort_flag.ts";
import { type Blacklist, parseBlacklist } from "./lib/blacklist.ts";
import { type Command, type Options, parseCommandLine } from "./lib/cli.ts";
import { escapeForTerminal } from "./lib/escape.ts";
import { ExitCode } from "./lib/exit_code.ts";
import { RunFailure } from "./lib/failure.ts";
import type { DumpHour } from "./lib/hours.ts";
import { type Log, openLog } from "./lib/log.ts";
import { checkOutputFile } from "./lib/output_check.ts";
import { openPipeline } from "./lib/pipeline.ts";
import { openProgress, writeBestEffort } from "./lib/progress.ts";
import { type RunRecord, writeReport } from "./lib/report.ts";
import { runHours } from "./lib/run.ts";
import type { HourOutcome, RunListener } from "./lib/run_events.ts";
import { claimFolders } from "./lib/run_folders.ts";
import { summaryText } from "./lib/summary.ts";
import { UsageError } from "./lib/usage_error.ts";
import { verdictOnError, verdictOnHours } from "./lib/verdict.ts";
import { writeToStdout } from "./lib/stdout.ts";

/** How many faults of a blacklist are shown. */
const SHOWN_WARNINGS = 5;

function printError(text: string): void {
  writeBestEffort(Deno.stderr, text);
}

async function loadBlacklist(path: string | undefined): Promise<Blacklist> {
  const source = path ?? new URL("./blacklist_domains_and_pages", import.meta.url);
  try {
    return parseBlacklist(await Deno.readTextFile(source));
  } catch (cause) {
    const message = `Cannot read the blacklist "${path ?? "blacklist_domains_and_pages"}": ${cause}`;
    throw new RunFailure(ExitCode.InputOutput, message, { cause });
  }
}

function warnOfBlacklist({ warnings }: Blacklist): void {
  for (const { lineNumber, reason } of warnings.slice(0, SHOWN_WARNINGS)) {
    printError(`warning: line ${lineNumber} of the blacklist is left out: ${reason}\n`);
  }
  const more = warnings.length - SHOWN_WARNINGS;
  if (more > 0) printError(`warning: ${more} more lines of the blacklist are left out\n`);
}

/** The first signal throws the switch; the second one ends the program on the spot. */
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

function claimRunFolders(options: Options, { signal }: AbortFlag): Promise<AsyncDisposable> {
  const { tmpDir, stdout, waitLock: wait, quiet } = options;
  const onWait = (message: string): void => {
    if (!quiet) printError(`waiting: ${escapeForTerminal(message)}\n`);
  };
  const resultsDir = stdout ? undefined : options.resultsDir;
  return claimFolders({ tmpDir, resultsDir }, { wait, signal, onWait });
}

/** Downloads, ranks and writes the hours; tells `listener` all that happens. */
async function rankHours(
  hours: readonly DumpHour[],
  options: Options,
  flag: AbortFlag,
  listener: RunListener,
): Promise<void> {
  const blacklist = await loadBlacklist(options.blacklist);
  if (!options.quiet) warnOfBlacklist(blacklist);
  const workerUrl = new URL("./workers/rank_worker.ts", import.meta.url);
  using pipeline = openPipeline(options, {
    flag,
    workerUrl,
    blacklist: blacklist.titles,
    version: config.version,
  });
  const { keepDumps, maxMalformedShare, downloads, workers, failFast, missing } = options;
  const isFailure = ({ status }: HourOutcome): boolean =>
    status === "failed" || status === "missing" && missing === "fail";
  await runHours(hours, pipeline, {
    hoursAtOnce: downloads + workers,
    keepDumps,
    maxMalformedShare,
    endsRun: (outcome) => failFast && isFailure(outcome),
    flag,
    listener,
  });
}

/** Shows the hours while they are ranked. */
async function showRun(
  hours: readonly DumpHour[],
  options: Options,
  flag: AbortFlag,
  listeners: readonly RunListener[],
): Promise<void> {
  using progress = await openProgress({ style: options.progress, quiet: options.quiet });
  const all = [...listeners, progress.listener];
  await rankHours(hours, options, flag, (event) => all.forEach((listener) => listener(event)));
}

/** A log that cannot be written any more ends the run. */
function openRunLog(path: string, { logLevel }: Options, flag: AbortFlag): Promise<Log> {
  return openLog({ path, level: logLevel, onFailure: (failure) => flag.throwSwitch(failure) });
}

/** Says in one line what went wrong, and only of a bug where. */
function explain(error: unknown, exitCode: ExitCode): string {
  const message = escapeForTerminal(error instanceof Error ? error.message : String(error));
  if (exitCode !== ExitCode.Bug) return `wikitop: ${message}\n`;
  return `wikitop: this is a bug: ${error instanceof Error ? error.stack : message}\n`;
}

async function run(hours: readonly DumpHour[], options: Options): Promise<ExitCode> {
  if (options.report !== undefined) await checkOutputFile(options.report);
  const startedAt = Temporal.Now.instant();
  const started = performance.now();
  const outcomes: HourOutcome[] = [];
  await using owned = new AsyncDisposableStack();
  const { exitCode, error } = await attempt(hours, options, outcomes, owned);
  outcomes.sort((a, b) => a.hour.time < b.hour.time ? -1 : 1);
  const seconds = (performance.now() - started) / 1000;
  if (!options.quiet && outcomes.length > 0) printError(summaryText(outcomes, seconds));
  if (options.report !== undefined) {
    const finishedAt = Temporal.Now.instant();
    const { version } = config;
    const run = { version, startedAt, finishedAt, seconds, options, outcomes, exitCode, error };
    await writeReport(options.report, run);
  }
  return exitCode;
}

/** Gathers the outcomes of the hours; what is to be kept until the report is written goes to `owned`. */
async function attempt(
  hours: readonly DumpHour[],
  options: Options,
  outcomes: HourOutcome[],
  owned: AsyncDisposableStack,
): Promise<Pick<RunRecord, "exitCode" | "error">> {
  const flag = new AbortFlag();
  owned.use(heedSignals(flag));
  const listeners: RunListener[] = [(event) => {
    if (event.type === "hour-ended") outcomes.push(event.outcome);
  }];
  let log: Log | undefined;
  try {
    if (options.logFile !== undefined) {
      log = owned.use(await openRunLog(options.logFile, options, flag));
      listeners.push(log.listener);
    }
    owned.use(await claimRunFolders(options, flag));
    await showRun(hours, options, flag, listeners);
    return { exitCode: verdictOnHours(outcomes, options.missing) };
  } catch (cause) {
    const exitCode = verdictOnError(cause);
    const error = explain(cause, exitCode);
    log?.logger.error("run failed", { exit_code: exitCode, error: String(cause) });
    printError(error);
    return { exitCode, error };
  }
}

async function obey(command: Command): Promise<ExitCode> {
  if (command.kind === "run" && !command.options.dryRun) return await run(command.hours, command.options);
  await writeToStdout(await information(command));
  return ExitCode.Ok;
}

async function information(command: Command): Promise<Iterable<string>> {
  if (command.kind === "version") return [`wikitop ${config.version}\n`];
  if (command.kind === "help") return [(await import("./lib/help.ts")).helpText()];
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
    printError(explain(error, exitCode));
    return exitCode;
  }
}

if (import.meta.main) Deno.exit(await main());
