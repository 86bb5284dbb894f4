import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { sendDump } from "../support/dump_server.ts";
import { fileHolds, until } from "../support/until.ts";
import { resultName, setUpWikitop, type WikitopBench, type WikitopRun } from "../support/wikitop_process.ts";

const TEXT = "en A 1 0\nen B 3 0\n";
const RESULT = "domain_code\tpage_title\tcount_views\nen\tB\t3\nen\tA\t1\n";

/** What the run that holds the lock may be writing, and the other one must leave alone. */
const HALF_WRITTEN = ".pageviews-20200101-080000.tsv.01234567-89ab-4cde-8f01-23456789abcd.wikitop";

/** A run that holds the locks and gets no dump until it is let go. */
interface HeldRun extends AsyncDisposable {
  readonly bench: WikitopBench;
  readonly pid: number;
  readonly letGo: () => void;
  readonly ended: Promise<WikitopRun>;
}

async function holdRun(): Promise<HeldRun> {
  const { promise: gate, resolve: letGo } = Promise.withResolvers<void>();
  const bench = setUpWikitop([TEXT], {
    fault: (_request, index) =>
      index > 0 ? undefined : async (exchange) => {
        await Promise.race([gate, exchange.untilClosed()]);
        await sendDump(exchange);
      },
  });
  let pid = 0;
  const ended = bench.run([], { onStart: (id) => pid = id });
  await until(() => bench.server.requests.length > 0, "the first run to hold the locks");
  return {
    bench,
    pid,
    letGo,
    ended,
    async [Symbol.asyncDispose](): Promise<void> {
      letGo();
      await ended;
      await bench[Symbol.asyncDispose]();
    },
  };
}

/** Another run over the same hours, which leaves report and log of the first one alone. */
function runBeside({ bench }: HeldRun, args: readonly string[] = []): Promise<WikitopRun> {
  return bench.runBare([...bench.argv.slice(0, 4), ...args]);
}

/** Such a run that waits for the lock; what it says goes to a file. */
async function waitBeside({ bench }: HeldRun): Promise<Pick<HeldRun, "pid" | "ended">> {
  let pid = 0;
  const wrapper = ["sh", "-c", `exec "$0" "$@" 2> waiting.txt`];
  const args = [...bench.argv.slice(0, 4), "--wait-lock"];
  const ended = bench.runBare(args, { wrapper, onStart: (id) => pid = id });
  await until(() => fileHolds(bench.folder.join("waiting.txt"), "waiting: "), "the second run to wait");
  return { pid, ended };
}

Deno.test("wikitop exits with 11 when another run holds the folders, and says which", async () => {
  await using held = await holdRun();
  const halfWritten = held.bench.folder.join("results", HALF_WRITTEN);
  await Deno.writeTextFile(halfWritten, "");
  const { code, stderr } = await runBeside(held, ["--report", "second.json", "--log-file", "second.log"]);
  assertEquals(code, 11);
  await Deno.remove(halfWritten);
  assertMatch(stderr, /^wikitop: "\S+" is in use by .*; try again later, or give --wait-lock\n$/);
  assertStringIncludes(stderr, `the run with process id ${held.pid} on ${Deno.hostname()}, since 20`);
  const { folder } = held.bench;
  const report = JSON.parse(Deno.readTextFileSync(folder.join("second.json")));
  assertEquals([report.exit_code, report.hours], [11, []]);
  assertStringIncludes(report.error, "is in use by");
  assertEquals(fileHolds(folder.join("second.log"), '"exit_code":11'), true);
  held.letGo();
  assertEquals((await held.ended).code, 0);
  assertEquals([held.bench.results(), held.bench.server.requests.length], [{ [resultName()]: RESULT }, 1]);
});

Deno.test("wikitop exits with 11 when another run holds one of its two folders", async () => {
  await using held = await holdRun();
  for (const [option, shared] of [["--tmp-dir", "results"], ["--results-dir", "tmp"]]) {
    const { code, stderr } = await runBeside(held, [option, "other"]);
    assertEquals(code, 11);
    assertMatch(stderr, new RegExp(`/${shared}" is in use`));
  }
  assertEquals([...Deno.readDirSync(held.bench.folder.join("other"))], []);
});

Deno.test("wikitop needs no lock on results/ for --stdout, and none at all for --dry-run", async () => {
  await using held = await holdRun();
  const toStdout = await runBeside(held, ["--stdout", "--tmp-dir", "other"]);
  assertEquals([toStdout.code, toStdout.stdout], [0, RESULT], toStdout.stderr);
  assertEquals((await runBeside(held, ["--dry-run"])).code, 0);
  assertEquals((await runBeside(held, ["--stdout"])).code, 11);
});

Deno.test("wikitop --wait-lock goes on when the other run has ended", async () => {
  await using held = await holdRun();
  const second = await waitBeside(held);
  held.letGo();
  assertEquals((await held.ended).code, 0);
  assertEquals((await second.ended).code, 0);
  const { bench } = held;
  assertEquals([bench.results(), bench.server.requests.length], [{ [resultName()]: RESULT }, 1]);
  assertStringIncludes(Deno.readTextFileSync(bench.folder.join("waiting.txt")), "1 skipped");
});

Deno.test("wikitop --wait-lock takes over when the other run is killed", async () => {
  await using held = await holdRun();
  const second = await waitBeside(held);
  Deno.kill(held.pid, "SIGKILL");
  assertEquals((await held.ended).code, 137);
  assertEquals((await second.ended).code, 0);
  assertEquals(held.bench.results(), { [resultName()]: RESULT });
});

Deno.test("wikitop takes over the lock of a run that was killed", async () => {
  await using held = await holdRun();
  Deno.kill(held.pid, "SIGKILL");
  assertEquals((await held.ended).code, 137);
  const { bench } = held;
  assertEquals(fileHolds(bench.folder.join("results", ".wikitop.lock"), `"pid":${held.pid}`), true);
  assertEquals((await bench.run()).code, 0);
  const names = [...Deno.readDirSync(bench.folder.join("results"))].map(({ name }) => name).sort();
  assertEquals(names, [`.${resultName()}.dump.json`, resultName()]);
  assertEquals([...Deno.readDirSync(bench.folder.join("tmp"))], []);
});

Deno.test("wikitop --wait-lock ends with 130 on SIGINT while it waits", async () => {
  await using held = await holdRun();
  const second = await waitBeside(held);
  Deno.kill(second.pid, "SIGINT");
  assertEquals((await second.ended).code, 130);
});
