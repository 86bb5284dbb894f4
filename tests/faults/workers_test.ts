import { assertEquals, assertExists, assertMatch, assertNotEquals, assertStringIncludes } from "@std/assert";
import { assertEnd } from "../support/run_assertions.ts";
import { preload } from "../support/preload.ts";
import {
  dumpName,
  type ProcessOptions,
  resultName,
  setUpWikitop,
  type WikitopBench,
} from "../support/wikitop_process.ts";

const TEXT = "en A 1 0\nen B 3 0\n";
const RESULT = "domain_code\tpage_title\tcount_views\nen\tB\t3\nen\tA\t1\n";

/** What a worker does instead of ranking, and what is said of it. */
const ODDITIES: readonly (readonly [what: string, oddity: string, message: RegExp])[] = [
  ["throws", "throw", /The worker that ranked "tmp.pageviews-.*" ended: Uncaught Error: An odd error/],
  ["rejects", "reject", /The worker that ranked "tmp.pageviews-.*" ended: .*An odd rejection/],
  ["closes itself", "close", /The worker that ranks "tmp.pageviews-.*" has not got on for 60 s/],
  ["calls Deno.exit()", "exit", /The worker that ranks "tmp.pageviews-.*" has not got on for 60 s/],
  ["hangs", "hang", /The worker that ranks "tmp.pageviews-.*" has not got on for 60 s/],
];

/** Workers that are bad, and whose silence is noticed soon. */
function badWorkers(oddity: string): ProcessOptions {
  return preload("bad_workers.ts", {
    BAD_WORKERS: oddity,
    BAD_WORKERS_LOG: "workers",
    BAD_WORKERS_SOON: "1",
  });
}

/** The workers that were started, in order, as `bad good`. */
function startedWorkers(bench: WikitopBench): string {
  return Deno.readTextFileSync(bench.folder.join("workers")).trimEnd();
}

for (const [what, oddity, message] of ODDITIES) {
  Deno.test(`wikitop ranks on a fresh worker when one ${what}`, async () => {
    await using bench = setUpWikitop([TEXT]);
    const run = await bench.run([], badWorkers(`${oddity} once`));
    assertEnd(bench, run, {
      code: 0,
      hours: ["done"],
      attempts: [1],
      results: { [resultName()]: RESULT },
    });
    assertEquals(startedWorkers(bench), "bad good");
    const { log, stderr } = run;
    const noted = log.find((entry) => entry.message === "ranking retried");
    assertMatch(String(noted?.properties.reason), message);
    assertStringIncludes(stderr, "trying again with a fresh one");
  });

  Deno.test(`wikitop exits with 1 and names the dump when every worker ${what}`, async () => {
    await using bench = setUpWikitop([TEXT]);
    const { code, report, log, stderr } = await bench.run([], badWorkers(oddity));
    assertEquals([code, startedWorkers(bench)], [1, "bad bad"], stderr);
    assertMatch(stderr, message);
    assertExists(report);
    assertEquals(report.exit_code, 1);
    assertMatch(report.error ?? "", message);
    assertMatch(String(log.at(-1)?.properties.error), message);
    assertEquals(report.hours.map(({ status, attempts }) => [status, attempts]), [["stopped", 1]]);
    assertEquals(bench.server.requests.length, 1);
    assertEquals([bench.results(), bench.filesInTmp()], [{}, [dumpName()]]);
  });
}

Deno.test("wikitop stops the other hours when the workers of one are lost", async () => {
  await using bench = setUpWikitop(Array(40).fill(TEXT));
  const { code } = await bench.run(["--workers", "1", "--downloads", "1"], badWorkers("throw"));
  assertEquals([code, bench.results()], [1, {}]);
  assertEquals(bench.server.requests.length < 10, true);
});

/** The runtime ends the whole process then, whichever thread it was. */
Deno.test("wikitop never exits with 0 when memory runs out, and the next run is right", async () => {
  await using bench = setUpWikitop([TEXT]);
  const { flags, env } = preload("bad_workers.ts", {
    BAD_WORKERS: "use-up-memory",
    BAD_WORKERS_LOG: "workers",
  });
  const options = { flags: [...flags ?? [], "--v8-flags=--max-old-space-size=64"], env };
  const { code, stderr } = await bench.run([], options);
  assertNotEquals(code, 0);
  assertStringIncludes(stderr, "out of memory");
  assertEquals(Object.keys(bench.results()), []);
  const rerun = await bench.run();
  assertEquals(rerun.code, 0, rerun.stderr);
  assertEquals([bench.results(), bench.filesInTmp()], [{ [resultName()]: RESULT }, []]);
});
