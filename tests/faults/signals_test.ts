import { assertEquals, assertLess } from "@std/assert";
import { cutAfter, status } from "../support/dump_server.ts";
import { preload } from "../support/preload.ts";
import { fileHolds, until } from "../support/until.ts";
import {
  dumpName,
  gzip,
  type ProcessOptions,
  resultName,
  setUpWikitop,
  type WikitopBench,
  type WikitopRun,
} from "../support/wikitop_process.ts";

const TEXT = "en A 1 0\nen B 3 0\n";
const RESULT = "domain_code\tpage_title\tcount_views\nen\tB\t3\nen\tA\t1\n";
const SOON_MS = 2_000;

/** A run that has not ended by then after its last signal never will, and is killed. */
const LATE_MS = 5 * SOON_MS;

interface SignalledRun extends WikitopRun {
  /** From the last signal to the end. */
  readonly ms: number;
}

/** Sends a signal to a run each time when something else is there. */
async function signalRun(
  bench: WikitopBench,
  signal: Deno.Signal,
  moments: readonly (() => boolean)[],
  { args = [], ...options }: ProcessOptions & { readonly args?: readonly string[] } = {},
): Promise<SignalledRun> {
  let pid = 0;
  const ended = bench.run(args, { ...options, onStart: (id) => pid = id });
  let sent = 0;
  try {
    for (const moment of moments) {
      await until(moment, `the moment of ${signal}`);
      sent = performance.now();
      Deno.kill(pid, signal);
    }
  } catch (error) {
    Deno.kill(pid, "SIGKILL");
    await ended;
    throw error;
  }
  const timer = setTimeout(() => Deno.kill(pid, "SIGKILL"), LATE_MS);
  try {
    return { ...await ended, ms: performance.now() - sent };
  } finally {
    clearTimeout(timer);
  }
}

/** The partial dumps of so many bytes in tmp/, where a run may be at work. */
function partialDumps(bench: WikitopBench, bytes: number): string[] {
  const parts = bench.filesInTmp().filter((name) => name.endsWith(".gz.part"));
  return parts.filter((name) => Deno.statSync(bench.folder.join("tmp", name)).size === bytes);
}

/** That a run was stopped at once, told so, and left nothing in results/. */
function assertStopped(bench: WikitopBench, run: SignalledRun, code: number): void {
  assertEquals([run.code, run.report?.exit_code, run.log.at(-1)?.properties.exit_code], [code, code, code]);
  assertLess(run.ms, SOON_MS);
  assertEquals(bench.results(), {});
}

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test(`wikitop ends with ${code} on ${signal}, begins nothing more, and continues its downloads later`, async () => {
    const stalled = 3;
    await using bench = setUpWikitop(Array(6).fill(TEXT), {
      fault: (_request, index) => index < stalled ? cutAfter(10, { stall: true }) : undefined,
    });
    const run = await signalRun(bench, signal, [() => partialDumps(bench, 10).length === stalled]);
    assertStopped(bench, run, code);
    assertEquals(
      run.report?.hours.map(({ status, attempts }) => `${status} ${attempts}`).sort(),
      [0, 0, 0, 1, 1, 1].map((attempts) => `stopped ${attempts}`),
    );
    assertEquals(bench.server.requests.length, stalled);
    assertEquals(partialDumps(bench, 10).length, stalled);
    const rerun = await bench.run();
    assertEquals(rerun.code, 0, rerun.stderr);
    const ranges = bench.server.requests.slice(stalled).map(({ headers }) => headers.get("range"));
    assertEquals(ranges.toSorted(), ["bytes=10-", "bytes=10-", "bytes=10-", null, null, null]);
    assertEquals(
      bench.results(),
      Object.fromEntries(Array.from({ length: 6 }, (_, n) => [resultName(n), RESULT])),
    );
    assertEquals(bench.filesInTmp(), []);
  });
}

Deno.test("wikitop ends with 130 on SIGINT while it waits for the next try", async () => {
  await using bench = setUpWikitop([TEXT], { fault: () => status(503, { "Retry-After": 60 }) });
  const run = await signalRun(bench, "SIGINT", [
    () => fileHolds(bench.folder.join("wikitop.log"), "download retried"),
  ]);
  assertStopped(bench, run, 130);
  assertEquals(bench.server.requests.length, 1);
});

Deno.test("wikitop ends with 130 on SIGINT while a worker is busy, and keeps the dump", async () => {
  await using bench = setUpWikitop([TEXT]);
  const busy = preload("bad_workers.ts", { BAD_WORKERS: "hang", BAD_WORKERS_LOG: "workers" });
  const isRanking = (): boolean => fileHolds(bench.folder.join("wikitop.log"), "ranking started");
  const run = await signalRun(bench, "SIGINT", [isRanking], { ...busy, args: ["--log-level", "debug"] });
  assertStopped(bench, run, 130);
  assertEquals(bench.filesInTmp(), [dumpName()]);
});

Deno.test("wikitop ends at once on a second SIGINT, and the next run clears up", async () => {
  await using bench = setUpWikitop([gzip(TEXT)]);
  const stuck = preload("watched_disk.ts", {
    WATCHED_DISK_LOG: "calls",
    WATCHED_DISK_FAULT: "sync results/.pageviews for-ever",
  });
  const calls = bench.folder.join("calls");
  const moments = ["sync results/.", "heard SIGINT"].map((call) => () => fileHolds(calls, call));
  const run = await signalRun(bench, "SIGINT", moments, stuck);
  assertEquals(run.code, 130);
  assertLess(run.ms, SOON_MS);
  assertEquals(Object.keys(bench.results()).filter((name) => !name.startsWith(".")), []);
  assertEquals((await bench.run()).code, 0);
  assertEquals(bench.results(), { [resultName()]: RESULT });
});

Deno.test({
  name: "wikitop ends on a signal while it waits for somebody to read the pipe that it is to log to",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using bench = setUpWikitop([TEXT]);
    await new Deno.Command("mkfifo", { args: [bench.folder.join("wikitop.log")] }).output();
    const args = ["2020-01-01T08", "--report", "begun/report.json", "--log-file", "wikitop.log"];
    const process = bench.spawn(args);
    const killer = setTimeout(() => process.kill("SIGKILL"), 5 * SOON_MS);
    try {
      await until(() => bench.folder.names().includes("begun"), "the run to begin");
      process.kill("SIGTERM");
      assertEquals((await process.output()).signal, "SIGTERM");
    } finally {
      clearTimeout(killer);
    }
  },
});

Deno.test({
  name: "wikitop ends with 143 on SIGTERM while it reads a blacklist that does not come",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using bench = setUpWikitop([TEXT]);
    await new Deno.Command("mkfifo", { args: [bench.folder.join("pipe")] }).output();
    // Somebody who is about to write, which shows that the run is about to read.
    await using writer = new Deno.Command("sh", {
      args: ["-c", "exec > pipe; touch opened; exec sleep 30"],
      cwd: bench.folder.path,
    }).spawn();
    const isReading = (): boolean => bench.folder.names().includes("opened");
    const run = await signalRun(bench, "SIGTERM", [isReading], { args: ["--blacklist", "pipe"] });
    writer.kill();
    assertStopped(bench, run, 143);
  },
});
