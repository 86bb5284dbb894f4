import { assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import { assertEnd } from "../support/run_assertions.ts";
import { inOrder, status } from "../support/dump_server.ts";
import { resultName, setUpWikitop } from "../support/wikitop_process.ts";

const TEXT = "en A 1 0\n";
const RESULT = "domain_code\tpage_title\tcount_views\nen\tA\t1\n";
const TORN = "not gzip at all";

Deno.test("wikitop goes on past a missing hour and exits with 0", async () => {
  await using bench = setUpWikitop([TEXT, undefined, TEXT]);
  const run = await bench.run();
  assertEnd(bench, run, {
    code: 0,
    hours: ["done", "missing gap", "done"],
    attempts: [1, 1, 1],
    results: { [resultName(0)]: RESULT, [resultName(2)]: RESULT },
  });
  assertStringIncludes(run.stderr, "missing 2020-01-01T09:00Z: gap");
});

Deno.test("wikitop --missing fail goes on past a missing hour and exits with 75", async () => {
  await using bench = setUpWikitop([TEXT, undefined, TEXT]);
  assertEnd(bench, await bench.run(["--missing", "fail"]), {
    code: 75,
    hours: ["done", "missing gap", "done"],
    attempts: [1, 1, 1],
    results: { [resultName(0)]: RESULT, [resultName(2)]: RESULT },
  });
});

Deno.test("wikitop goes on past an hour that fails and exits with 3", async () => {
  const torn = new TextEncoder().encode(TORN);
  await using bench = setUpWikitop([TEXT, torn, TEXT]);
  const run = await bench.run(["--tries", "1"]);
  assertEnd(bench, run, {
    code: 3,
    hours: ["done", "failed bad-data", "done"],
    attempts: [1, 1, 1],
    results: { [resultName(0)]: RESULT, [resultName(2)]: RESULT },
  });
  assertStringIncludes(run.stderr, "failed 2020-01-01T09:00Z: bad-data");
});

Deno.test("wikitop --fail-fast stops at the first hour that fails", async () => {
  const torn = new TextEncoder().encode(TORN);
  await using bench = setUpWikitop([torn, ...Array.from({ length: 40 }, () => TEXT)]);
  const { code, report, stderr } = await bench.run([
    "--fail-fast",
    "--tries",
    "1",
    "--downloads",
    "1",
    "--workers",
    "1",
  ]);
  const [{ status, reason }] = report!.hours;
  assertEquals([status, reason], ["failed", "bad-data"]);
  const { done, failed, stopped } = report!.totals.hours;
  assertEquals(code, done === 0 ? 65 : 3);
  assertEquals([failed, done + stopped], [1, 40]);
  assertStringIncludes(
    stderr,
    `41 hours: ${done} done, 0 skipped, 0 missing, 1 failed, ${stopped} not brought to an end`,
  );
  assertLess(bench.server.requests.length, 10);
  assertLess(Object.keys(bench.results()).length, 10);
});

Deno.test("wikitop --fail-fast --missing fail stops at the first missing hour", async () => {
  await using bench = setUpWikitop([undefined, ...Array.from({ length: 40 }, () => TEXT)]);
  const { code } = await bench.run([
    "--fail-fast",
    "--missing",
    "fail",
    "--downloads",
    "1",
    "--workers",
    "1",
  ]);
  assertEquals(code, 75);
  assertLess(bench.server.requests.length, 10);
});

Deno.test("wikitop --fail-fast does not stop at a missing hour that is skipped", async () => {
  await using bench = setUpWikitop([undefined, TEXT, TEXT]);
  assertEnd(bench, await bench.run(["--fail-fast"]), {
    code: 0,
    hours: ["missing gap", "done", "done"],
    attempts: [1, 1, 1],
    results: { [resultName(1)]: RESULT, [resultName(2)]: RESULT },
  });
});

Deno.test("wikitop tries again when a server is out of order for a moment", async () => {
  await using bench = setUpWikitop([TEXT], { fault: inOrder(status(503)) });
  const run = await bench.run();
  assertEnd(bench, run, { code: 0, hours: ["done"], attempts: [2], results: { [resultName()]: RESULT } });
  const [retry] = run.log.filter(({ message }) => message === "download retried");
  assertEquals([retry.properties.attempt, retry.properties.reason], [1, "the server answered 503"]);
});
