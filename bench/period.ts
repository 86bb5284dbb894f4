/**
 * What exact tops over a period cost: a day against the rankings of its 24 hours, growth with the number of dumps, and
 * DuckDB on the same dumps. Prints the figures as Markdown. `--lines N`: lines of a dump of the day; `--runs N`.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { fromFileUrl, join } from "@std/path";
import { dumpHour } from "../lib/hours.ts";
import { installDuckDb } from "./peers/install_duckdb.ts";
import { describeMachine } from "./support/machine.ts";
import { say } from "./support/say.ts";
import { writeDump } from "../tests/support/dump_generator.ts";

/** What a process has cost. */
interface Cost {
  readonly seconds: number;
  /** User and system time, in seconds. */
  readonly cpuSeconds: number;
  /** The most memory that was resident at once. */
  readonly peakBytes: number;
}

const DATA_FOLDER = fromFileUrl(import.meta.resolve("./data"));
const MAIN = fromFileUrl(import.meta.resolve("../main.ts"));
const DUCKDB = fromFileUrl(import.meta.resolve("./period/duckdb_sum.mjs"));
const MIDNIGHT = Temporal.Instant.from("2024-01-05T00:00Z");
const HOURS_OF_DAY = 24;
const GROWTH_DUMPS = [24, 72, 168];
const GROWTH_LINES = 500_000;
const DUCKDB_LINES = 1_000_000;
const MEASURE = `
import os, resource, subprocess, sys, time
started = time.perf_counter()
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
sys.exit(status)
`;

const { lines: linesText = "6000000", runs: runsText = "3" } = parseArgs(Deno.args, {
  string: ["lines", "runs"],
});
const runs = Number(runsText);

/** A folder with the day's dumps, made unless they are there. */
async function dayOf(lines: number): Promise<string> {
  const folder = join(DATA_FOLDER, `day-of-${lines}`);
  await Deno.mkdir(folder, { recursive: true });
  for (let hourOfWorld = 0; hourOfWorld < HOURS_OF_DAY; hourOfWorld++) {
    const path = join(folder, `${nameOf(hourOfWorld)}.gz`);
    if (await Deno.stat(path).then(() => true, () => false)) continue;
    say(`making up hour ${hourOfWorld + 1} of ${HOURS_OF_DAY}, ${lines.toLocaleString("en-US")} lines`);
    await writeDump(`${path}.new`, { lines, seed: 5, hourOfWorld });
    await Deno.rename(`${path}.new`, path);
  }
  return folder;
}

function nameOf(hour: number): string {
  return dumpHour(MIDNIGHT.add({ hours: hour + 1 })).name;
}

/** An empty folder for a run, in whose tmp/ so many dumps lie; after a day, its hours come again. */
async function layOut(day: string, dumps: number): Promise<string> {
  const folder = join(DATA_FOLDER, "period-run");
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await Deno.mkdir(join(folder, "tmp"), { recursive: true });
  for (let hour = 0; hour < dumps; hour++) {
    await Deno.link(
      join(day, `${nameOf(hour % HOURS_OF_DAY)}.gz`),
      join(folder, "tmp", `${nameOf(hour)}.gz`),
    );
  }
  return folder;
}

async function wikitop(folder: string, ...argv: string[]): Promise<Cost> {
  const noServer = ["--base-url", "http://127.0.0.1:9/none", "--tries", "1"];
  const folders = ["--tmp-dir", join(folder, "tmp"), "--results-dir", join(folder, "results")];
  return await measure([
    Deno.execPath(),
    "run",
    "-A",
    MAIN,
    ...argv,
    ...noServer,
    ...folders,
    "--keep-dumps",
    "--quiet",
  ]);
}

/** Runs a command to its end. Deno is not told what its children have used, but Python is. */
async function measure(command: readonly string[]): Promise<Cost> {
  const { success, stdout } = await new Deno.Command("python3", {
    args: ["-c", MEASURE, ...command],
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`Cannot measure ${command.join(" ")}: it failed`);
  const [seconds = 0, cpuSeconds = 0, peakKib = 0] = new TextDecoder().decode(stdout).split(" ").map(Number);
  return { seconds, cpuSeconds, peakBytes: peakKib * 1024 };
}

function rangeOf(dumps: number): string[] {
  return [MIDNIGHT.add({ hours: 1 }), MIDNIGHT.add({ hours: dumps })].map((time) => `${time}`);
}

/** Each command so often, one after the other, and the median of each. */
async function inRounds(commands: readonly (() => Promise<Cost>)[], rounds: number): Promise<Cost[]> {
  const costs = commands.map((): Cost[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, command] of commands.entries()) costs[index]!.push(await command());
  }
  return costs.map((all) => ({
    seconds: median(all.map(({ seconds }) => seconds)),
    cpuSeconds: median(all.map(({ cpuSeconds }) => cpuSeconds)),
    peakBytes: median(all.map(({ peakBytes }) => peakBytes)),
  }));
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
}

function row(name: string, { seconds, cpuSeconds, peakBytes }: Cost, than: Cost): string {
  const ratio = (seconds / than.seconds).toFixed(2);
  const cpuRatio = (cpuSeconds / than.cpuSeconds).toFixed(2);
  return `| ${name} | ${seconds.toFixed(1)} s | ${ratio} | ${cpuSeconds.toFixed(1)} s | ${cpuRatio} | ` +
    `${Math.round(peakBytes / 1e6)} MB |\n`;
}

const HEAD = "| | wall | ratio | CPU | ratio | peak memory |\n| --- | --- | --- | --- | --- | --- |\n";

async function compareDay(): Promise<string> {
  const lines = Number(linesText);
  const day = await dayOf(lines);
  const run = (...argv: string[]) => async (): Promise<Cost> =>
    await wikitop(await layOut(day, HOURS_OF_DAY), ...argv);
  const [hours, domains, projects] = await inRounds([
    run(...rangeOf(HOURS_OF_DAY)),
    run("--every", "day", "2024-01-05"),
    run("--every", "day", "2024-01-05", "--group", "project"),
  ], runs);
  return `A day of 24 dumps of ${lines.toLocaleString("en-US")} lines, medians of ${runs} runs:\n\n${HEAD}` +
    row("its 24 hours, one result each", hours!, hours!) +
    row("the day by domain", domains!, hours!) + row("the day by project", projects!, hours!);
}

async function showGrowth(): Promise<string> {
  const day = await dayOf(GROWTH_LINES);
  const commands = GROWTH_DUMPS.map((dumps) => async (): Promise<Cost> =>
    await wikitop(await layOut(day, dumps), "--every", "all", ...rangeOf(dumps))
  );
  const costs = await inRounds(commands, runs);
  const rows = GROWTH_DUMPS.map((dumps, index) => row(`${dumps} dumps`, costs[index]!, costs[0]!));
  return `Growth, dumps of ${
    GROWTH_LINES.toLocaleString("en-US")
  } lines (the same day again and again):\n\n` +
    HEAD + rows.join("");
}

async function compareDuckDb(): Promise<string> {
  const day = await dayOf(DUCKDB_LINES);
  const dumps = Array.from({ length: HOURS_OF_DAY }, (_, hour) => join(day, `${nameOf(hour)}.gz`));
  const version = await installDuckDb(say);
  if (version === undefined) return "DuckDB cannot be had here.\n";
  const [ours, theirs] = await inRounds([
    async () => await wikitop(await layOut(day, HOURS_OF_DAY), "--every", "day", "2024-01-05"),
    () => measure(["node", DUCKDB, ...dumps]),
  ], runs);
  return `A day of 24 dumps of ${DUCKDB_LINES.toLocaleString("en-US")} lines:\n\n${HEAD}` +
    row("wikitop", ours!, ours!) + row(`DuckDB ${version}`, theirs!, ours!);
}

say(`Measuring on ${describeMachine()}`);
for (const part of [compareDay, showGrowth, compareDuckDb]) {
  Deno.stdout.writeSync(new TextEncoder().encode(`${await part()}\n`));
}
