import { assertEquals } from "@std/assert";
import { preload } from "../support/preload.ts";
import { readIfPresent, until } from "../support/until.ts";
import { resultName, setUpWikitop, type WikitopBench } from "../support/wikitop_process.ts";
import { crashLoop } from "./crash_loop.ts";

const RESULT = "domain_code\tpage_title\tcount_views\nen\tA\t1\n";
const OLD = "what was there\n";
const KILLED = 137;

/** The short form of `deno task test:crash`. */
Deno.test("wikitop loses nothing when it is killed at random moments, and the next run finishes", () =>
  crashLoop(6));

/** What a run asks of the disk, and the result that is there when it is killed before that is done. */
const CALLS: readonly (readonly [call: string, result: string])[] = [
  ["write tmp/pageviews", OLD],
  ["syncData tmp/pageviews", OLD],
  ["rename tmp/pageviews", OLD],
  ["write results/.pageviews", OLD],
  ["sync results/.pageviews", OLD],
  ["rename results/pageviews", OLD],
  ["sync results$", RESULT],
  ["write results/.*dump.json", RESULT],
  ["rename results/.*dump.json", RESULT],
];

/** Kills a run that has come to a call which does not end, and gives its exit code; 0 when it never came there. */
async function killAt(call: string, bench: WikitopBench): Promise<number> {
  const calls = bench.folder.join("calls");
  let [pid, isOver] = [0, false];
  const stuck = preload("watched_disk.ts", {
    WATCHED_DISK_LOG: calls,
    WATCHED_DISK_FAULT: `${call} for-ever`,
  });
  const ended = bench.run(["--force"], { ...stuck, onStart: (id) => pid = id }).finally(() => isOver = true);
  const hasCome = (): boolean => new RegExp(`^${call}`, "m").test(readIfPresent(calls));
  await until(() => isOver || hasCome(), call);
  if (!isOver) Deno.kill(pid, "SIGKILL");
  return (await ended).code;
}

Deno.test("wikitop loses nothing when it is killed at any of its calls to the disk, and the next run finishes", async () => {
  for (const [call, result] of CALLS) {
    await using bench = setUpWikitop(["en A 1 0\n"]);
    Deno.mkdirSync(bench.folder.join("results"));
    Deno.writeTextFileSync(bench.folder.join("results", resultName()), OLD);
    assertEquals(await killAt(call, bench), KILLED, call);
    assertEquals(bench.results()[resultName()], result, call);
    const rerun = await bench.run(["--force"]);
    assertEquals(rerun.code, 0, rerun.stderr);
    assertEquals([bench.results(), bench.filesInTmp()], [{ [resultName()]: RESULT }, []], call);
  }
});
