/**
 * Shows that downloading is what a run of many hours takes, with ranking hidden behind it, and that dumps do not pile
 * up when it is the other way round. Prints the figures as Markdown.
 *
 * @module
 */
import { dirname, fromFileUrl, join } from "@std/path";
import { dumpHour } from "../lib/hours.ts";
import { fetchAlone } from "./network/fetch_alone.ts";
import { watchFolder } from "./network/folder_watch.ts";
import { startServerProcess } from "./network/server_process.ts";
import { type BenchDump, prepareDumps } from "./support/dumps.ts";
import { describeMachine } from "./support/machine.ts";
import { markdownTable } from "./support/markdown.ts";
import { print } from "./support/print.ts";
import { say } from "./support/say.ts";

/** What is served, and how the program goes about it. */
interface Scenario {
  readonly name: string;
  /** The server's limit for each connection. */
  readonly bytesPerSecond: number;
  readonly workers: number;
  readonly engine: "bytes" | "streams";
}

interface Outcome {
  /** Of the program. */
  readonly wallSeconds: number;
  /** Of the downloads alone, from the same server by as many connections. */
  readonly bytesSeconds: number;
  /** The most that lay in tmp/ at once. */
  readonly mostDumps: number;
}

const DATA_FOLDER = fromFileUrl(import.meta.resolve("./data"));
const MAIN = fromFileUrl(import.meta.resolve("../main.ts"));
const FIRST_HOUR = Temporal.Instant.from("2024-01-01T01:00Z");
const HOURS = 12;
/** As many as a real dump has, and bench:peers too: the same files serve both. */
const LINES = 6_000_000;
/** They take turns to stand for all the hours. */
const DISTINCT_DUMPS = 3;
const CONNECTIONS = 3;

const SCENARIOS: readonly Scenario[] = [
  { name: "5 MB/s a connection, two workers", bytesPerSecond: 5e6, workers: 2, engine: "bytes" },
  { name: "no limit, one worker, the plain engine", bytesPerSecond: 1e9, workers: 1, engine: "streams" },
];

const hours = Array.from({ length: HOURS }, (_, index) => dumpHour(FIRST_HOUR.add({ hours: index })));

/** Runs the program with an empty tmp/. */
async function runProgram(
  { workers, engine }: Scenario,
  baseUrl: string,
): Promise<Pick<Outcome, "wallSeconds" | "mostDumps">> {
  const folder = join(DATA_FOLDER, "network");
  const tmpDir = join(folder, "tmp");
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await Deno.mkdir(tmpDir, { recursive: true });
  using watch = watchFolder(tmpDir);
  const argv = [
    ...[hours[0].time, hours[HOURS - 1].time, "--base-url", baseUrl, "--quiet"],
    ...["--tmp-dir", tmpDir, "--results-dir", join(folder, "results")],
    ...["--downloads", `${CONNECTIONS}`, "--workers", `${workers}`, "--engine", engine],
  ];
  const command = new Deno.Command(Deno.execPath(), { args: ["run", "--allow-all", MAIN, ...argv] });
  const started = performance.now();
  const { success } = await command.spawn().status;
  if (!success) throw new Error("Cannot measure the run: it failed");
  return { wallSeconds: (performance.now() - started) / 1000, mostDumps: watch.mostDumps };
}

async function runScenario(scenario: Scenario, served: string): Promise<Outcome> {
  const names = hours.map(({ name }) => name);
  await using server = await startServerProcess(served, names, scenario.bytesPerSecond);
  const urls = hours.map(({ urlPath }) => `${server.baseUrl}/${urlPath}`);
  const bytesSeconds = await fetchAlone(urls, CONNECTIONS);
  return { bytesSeconds, ...await runProgram(scenario, server.baseUrl) };
}

async function servedBytes(dumps: readonly BenchDump[]): Promise<number> {
  const sizes = await Promise.all(dumps.map(async ({ path }) => (await Deno.stat(path)).size));
  return hours.reduce((sum, _, index) => sum + sizes[index % sizes.length], 0);
}

const dumps = await prepareDumps(DATA_FOLDER, { hours: DISTINCT_DUMPS, lines: LINES }, say);
const served = dirname(dumps[0].path);
const bytes = await servedBytes(dumps);
const rows: string[][] = [];
for (const scenario of SCENARIOS) {
  say(`Running ${HOURS} hours: ${scenario.name}`);
  const { bytesSeconds, wallSeconds, mostDumps } = await runScenario(scenario, served);
  rows.push([
    scenario.name,
    `${bytesSeconds.toFixed(2)} s`,
    `${wallSeconds.toFixed(2)} s`,
    (wallSeconds / bytesSeconds).toFixed(2),
    `${mostDumps}`,
    `${CONNECTIONS + scenario.workers}`,
  ]);
}
const header = ["server", "bytes alone", "program", "bytes = 1", "most dumps in tmp/", "bound"];
const conditions = `Measured on ${Temporal.Now.plainDateISO()}: ${describeMachine()}.\n` +
  `${HOURS} hours, ${(bytes / 1e6).toFixed(0)} MB in all, ${CONNECTIONS} connections.\n`;
print(`${conditions}\n${markdownTable(header, rows)}`);
