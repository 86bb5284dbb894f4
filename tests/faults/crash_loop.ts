/**
 * Kills runs at random moments and looks at what comes of it: `deno task test:crash [KILLS]`.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { delay } from "@std/async/delay";
import { concat } from "@std/bytes/concat";
import { generateDumpText } from "../support/dump_generator.ts";
import { dumpName, gzip, resultName, setUpWikitop, type WikitopBench } from "../support/wikitop_process.ts";

const HOURS = 3;
const LINES = 20_000;
/** Long results, so that some of the kills come while they are written. */
const ARGS = ["--top", "2000", "--quiet", "--downloads", "2", "--workers", "1"];
const KILLED = 137;

/** What a run was about when it was killed, as far as its files tell; the last that fits. */
const STAGES = ["starting", "downloading", "ranking", "writing", "done in part", "done"] as const;
type Stage = typeof STAGES[number];

/**
 * Kills runs over a small range, each in folders of its own, and lets another run finish what they began. Every result
 * must be that of a run which nobody disturbed, at any time.
 *
 * @param kills How many runs to kill.
 * @param onKill Told at what each was.
 * @throws {AssertionError} When anything is lost.
 */
export async function crashLoop(kills: number, onKill: (stage: Stage) => void = () => {}): Promise<void> {
  const dumps = Array.from(
    { length: HOURS },
    (_, n) => concat([...generateDumpText({ lines: LINES, seed: n + 1 })]),
  );
  await using bench = setUpWikitop(dumps.map(gzip), { bytesPerSecond: 2_000_000 });
  await finish(bench);
  const results = bench.results();
  assertEquals(Object.keys(results), dumps.map((_, later) => resultName(later)));
  const cleanMs = await measure(bench, results);
  for (let killed = 0; killed < kills;) {
    clear(bench);
    const code = await killAfter(Math.random() * cleanMs, bench);
    if (code === KILLED) killed++;
    onKill(stageOf(bench));
    assertOnlyWhole(bench, results);
    await finish(bench);
    assertEquals(bench.results(), results);
    assertOnlyDumps(bench);
  }
}

async function finish(bench: WikitopBench): Promise<void> {
  const { code, stderr } = await bench.run(ARGS);
  assertEquals(code, 0, stderr);
}

/** How long a run takes when all is warm, in milliseconds. */
async function measure(bench: WikitopBench, results: Record<string, string>): Promise<number> {
  clear(bench);
  const started = performance.now();
  await finish(bench);
  assertEquals(bench.results(), results);
  return performance.now() - started;
}

function clear({ folder }: WikitopBench): void {
  for (const name of ["tmp", "results"]) Deno.removeSync(folder.join(name), { recursive: true });
}

async function killAfter(ms: number, bench: WikitopBench): Promise<number> {
  let pid = 0;
  const ended = bench.run(ARGS, { onStart: (id) => pid = id });
  await Promise.race([delay(ms), ended]);
  try {
    Deno.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return (await ended).code;
}

function stageOf(bench: WikitopBench): Stage {
  const inTmp = bench.filesInTmp();
  const inResults = Object.keys(bench.results());
  const done = inResults.filter((name) => !name.startsWith(".")).length;
  if (done === HOURS) return "done";
  if (done > 0) return "done in part";
  if (inResults.some((name) => name.endsWith(".wikitop"))) return "writing";
  if (inTmp.some((name) => name.endsWith(".gz"))) return "ranking";
  return inTmp.length > 0 ? "downloading" : "starting";
}

/** That each result that has its final name is whole. */
function assertOnlyWhole(bench: WikitopBench, results: Record<string, string>): void {
  for (const [name, text] of Object.entries(bench.results())) {
    assert(name.startsWith(".") || text === results[name], `${name} is not whole`);
  }
}

/** That tmp/ holds no part: at most a dump whose result was written when the run was killed. */
function assertOnlyDumps(bench: WikitopBench): void {
  const dumps = Array.from({ length: HOURS }, (_, later) => dumpName(later));
  assertEquals(bench.filesInTmp().filter((name) => !dumps.includes(name)), []);
}

if (import.meta.main) {
  const kills = Number(Deno.args[0] ?? 200);
  const say = (text: string): void => void Deno.stdout.writeSync(new TextEncoder().encode(text));
  const counts = new Map(STAGES.map((stage) => [stage, 0]));
  await crashLoop(kills, (stage) => {
    counts.set(stage, counts.get(stage)! + 1);
    say(".");
  });
  say(
    `\n${kills} runs killed and finished by another: every result is that of an undisturbed run\n`,
  );
  say(`killed while ${[...counts].map(([stage, count]) => `${stage}: ${count}`).join(", ")}\n`);
}
