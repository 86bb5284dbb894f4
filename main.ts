/**
 * Wires the parts of a run. Errors are printed, signals heard and the exit code set here and nowhere else.
 *
 * @module
 */
import config from "./deno.json" with { type: "json" };
import { AbortFlag } from "./lib/abort_flag.ts";
import { type Blacklist, parseBlacklist } from "./lib/blacklist.ts";
import { type Command, type Options, parseCommandLine } from "./lib/cli.ts";
import { removeStaleTemporaries } from "./lib/durable_file.ts";
import { escapeForTerminal } from "./lib/escape.ts";
import { ExitCode } from "./lib/exit_code.ts";
import { RunFailure } from "./lib/failure.ts";
import { openLog } from "./lib/log.ts";
import { checkOutputFile, checkOutputFolder } from "./lib/output_check.ts";
import { outcomeLine } from "./lib/period/period_line.ts";
import type { PeriodOutcome } from "./lib/period/period_outcome.ts";
import { runPeriods } from "./lib/period/run_periods.ts";
import { openPipeline } from "./lib/pipeline.ts";
import { openProgress } from "./lib/progress.ts";
import { writeReport } from "./lib/report.ts";
import { runHours } from "./lib/run.ts";
import type { HourOutcome, RunListener } from "./lib/run_events.ts";
import { summaryText } from "./lib/summary.ts";
import { UsageError } from "./lib/usage_error.ts";
import { verdictOnError, verdictOnHours, verdictOnPeriods } from "./lib/verdict.ts";
import { writeToStdout } from "./lib/stdout.ts";

/** How many faults of a blacklist are shown. */
const SHOWN_WARNINGS = 5;

function printError(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(text));
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

/** A command to rank hours, or periods of them. */
type RunCommand = Command & { readonly kind: "run" };

/** Fails before any download when the outcome could not be written. */
async function prepareOutput({ tmpDir, resultsDir, stdout, report }: Options): Promise<void> {
  await checkOutputFolder(tmpDir);
  if (!stdout) {
    await checkOutputFolder(resultsDir);
    await removeStaleTemporaries(resultsDir);
  }
  if (report !== undefined) await checkOutputFile(report);
}

/** Downloads, ranks and writes the hours or periods; tells `listener` all that happens. */
async function rankHours(
  { hours, periods, options }: RunCommand,
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

/** Opens what shows and logs the run, and closes it at the run's end. */
async function showRun(
  command: RunCommand,
  flag: AbortFlag,
  outcomes: HourOutcome[],
  periodOutcomes: PeriodOutcome[],
): Promise<void> {
  const { options } = command;
  await prepareOutput(options);
  using stack = new DisposableStack();
  const listeners: RunListener[] = [];
  if (options.logFile !== undefined) {
    const onFailure = (failure: RunFailure): void => flag.throwSwitch(failure);
    listeners.push(
      stack.use(await openLog({ path: options.logFile, level: options.logLevel, onFailure })).listener,
    );
  }
  listeners.push(stack.use(await openProgress({ style: options.progress, quiet: options.quiet })).listener);
  listeners.push((event) => {
    if (event.type === "hour-ended") outcomes.push(event.outcome);
    if (event.type === "period-ended") periodOutcomes.push(event.outcome);
  });
  await rankHours(command, flag, (event) => listeners.forEach((listener) => listener(event)));
}

/** Says in one line what went wrong, and only of a bug where. */
function explain(error: unknown, exitCode: ExitCode): string {
  const message = escapeForTerminal(error instanceof Error ? error.message : String(error));
  if (exitCode !== ExitCode.Bug) return `wikitop: ${message}\n`;
  return `wikitop: this is a bug: ${error instanceof Error ? error.stack : message}\n`;
}

async function run(command: RunCommand): Promise<ExitCode> {
  const { options } = command;
  const startedAt = Temporal.Now.instant();
  const flag = new AbortFlag();
  using _signals = heedSignals(flag);
  const outcomes: HourOutcome[] = [];
  const periods: PeriodOutcome[] = [];
  let exitCode: ExitCode;
  let error: string | undefined;
  try {
    await showRun(command, flag, outcomes, periods);
    exitCode = verdictOnPeriods(periods, verdictOnHours(outcomes, options.missing));
  } catch (cause) {
    exitCode = verdictOnError(cause);
    error = explain(cause, exitCode);
    printError(error);
  }
  outcomes.sort((a, b) => a.hour.time < b.hour.time ? -1 : 1);
  periods.sort((a, b) => a.period.name < b.period.name ? -1 : 1);
  const finishedAt = Temporal.Now.instant();
  if (!options.quiet && outcomes.length > 0) {
    printError(summaryText(outcomes, startedAt.until(finishedAt).total("seconds")));
    for (const period of periods) printError(`${outcomeLine(period)}\n`);
  }
  if (options.report !== undefined) {
    const { version } = config;
    const record = { version, startedAt, finishedAt, options, outcomes, periods, exitCode, error };
    await writeReport(options.report, record);
  }
  return exitCode;
}

async function obey(command: Command): Promise<ExitCode> {
  if (command.kind === "run" && !command.options.dryRun) return await run(command);
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
