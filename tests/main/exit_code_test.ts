import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { assertEnd } from "../support/run_assertions.ts";
import { startDumpServer, status } from "../support/dump_server.ts";
import { setUpWikitop } from "../support/wikitop_process.ts";

const TEXT = "en A 1 0\n";
const TORN = new TextEncoder().encode("not gzip at all");

Deno.test("wikitop exits with 64 and touches nothing when the command line is wrong", async () => {
  await using bench = setUpWikitop([TEXT]);
  const wrong: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [["--tpo", "3"], /Cannot find an option "--tpo"; did you mean --top\?/],
    [["--top", "0"], /Cannot use "0" for --top: expected a whole number from 1/],
    [["--format", "jsn"], /expected one of tsv, csv, json, ndjson; did you mean json\?/],
    [["../../x"], /Cannot use a third argument|Cannot read START/],
  ];
  for (const [args, message] of wrong) {
    const { code, stdout, stderr } = await bench.run(args);
    assertEquals([code, stdout], [64, ""], stderr);
    assertMatch(stderr, message);
    assertStringIncludes(stderr, "Try 'wikitop --help'.\n");
  }
  for (const time of ["2024-13-40", "2015-05-01T00:00", "9999-01-01", "../../x", "yesterday"]) {
    const { code, stderr } = await bench.runBare([time, "--base-url", bench.server.baseUrl]);
    assertEquals(code, 64, stderr);
    assertMatch(stderr, /^wikitop: Cannot (read|use) START "/);
  }
  assertEquals(bench.folder.names(), []);
  assertEquals(bench.server.requests.length, 0);
});

Deno.test("wikitop exits with 65 when the data of every hour is bad", async () => {
  await using bench = setUpWikitop([TORN, TORN]);
  assertEnd(bench, await bench.run(["--tries", "1"]), {
    code: 65,
    hours: ["failed bad-data", "failed bad-data"],
    attempts: [1, 1],
  });
});

Deno.test("wikitop exits with 3 when hours fail for different reasons", async () => {
  await using bench = setUpWikitop([TORN, TEXT], {
    fault: ({ path }) => path.includes("-090000") ? status(503) : undefined,
  });
  assertEnd(bench, await bench.run(["--tries", "1"]), {
    code: 3,
    hours: ["failed bad-data", "failed unreachable"],
    attempts: [1, 1],
  });
});

Deno.test("wikitop exits with 69 when the server refuses what is asked for", async () => {
  await using bench = setUpWikitop([TEXT], { fault: () => status(401) });
  assertEnd(bench, await bench.run(), { code: 69, hours: ["failed refused"], attempts: [1] });
});

Deno.test("wikitop exits with 73 before any request when an output cannot be created", async () => {
  await using bench = setUpWikitop([TEXT]);
  await Deno.writeTextFile(bench.folder.join("file"), "in the way");
  for (const option of ["--results-dir", "--tmp-dir", "--report", "--log-file"]) {
    const path = option.endsWith("-dir") ? "file" : "file/below";
    const { code, stderr } = await bench.runBare([...bench.argv.slice(0, 4), option, path]);
    assertEquals(code, 73, `${option}: ${stderr}`);
    assertMatch(stderr, /^wikitop: Cannot [^\n]*"file[^\n]*\n$/, option);
  }
  assertEquals(bench.server.requests.length, 0);
  assertEquals(await Deno.readTextFile(bench.folder.join("file")), "in the way");
});

Deno.test("wikitop exits with 74 before any request when the blacklist cannot be read", async () => {
  await using bench = setUpWikitop([TEXT]);
  const { code, stderr, report, log } = await bench.run(["--blacklist", "nowhere"]);
  assertEquals(code, 74, stderr);
  assertStringIncludes(stderr, 'wikitop: Cannot read the blacklist "nowhere"');
  assertEquals([report!.exit_code, report!.hours], [74, []]);
  assertMatch(report!.error!, /^Cannot read the blacklist "nowhere"[^\n]*$/);
  assertEquals(log.map(({ message, properties }) => [message, properties.exit_code]), [["run failed", 74]]);
  assertEquals(bench.server.requests.length, 0);
});

Deno.test("wikitop exits with 75 when the server cannot be reached", async () => {
  await using bench = setUpWikitop([TEXT]);
  const gone = startDumpServer({});
  await gone[Symbol.asyncDispose]();
  const { code, report } = await bench.runBare([...bench.argv.with(3, gone.baseUrl), "--tries", "2"]);
  assertEquals(code, 75);
  assertEquals(report!.hours.map(({ reason, attempts }) => [reason, attempts]), [["unreachable", 2]]);
});
