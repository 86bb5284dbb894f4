import { assert, assertEquals, assertExists, assertMatch } from "@std/assert";
import { makeDump } from "../support/download_setup.ts";
import { preload } from "../support/preload.ts";
import { smallDisk, smallFiles } from "../support/small_disk.ts";
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
const OLD = "what was there\n";

/** A dump larger than a small disk. */
const LARGE_DUMP = makeDump(10_000);

/** A dump that is small, and whose result is larger than a small disk. */
const LARGE_RESULT = Array.from({ length: 5_000 }, (_, n) => `w${n} A 1 0\n`).join("");

/** Watches what the program asks of the disk. */
function watched(env: Record<string, string>): ProcessOptions {
  return preload("watched_disk.ts", env);
}

function plantResults(bench: WikitopBench, hours = 1): Record<string, string> {
  Deno.mkdirSync(bench.folder.join("results"), { recursive: true });
  const names = Array.from({ length: hours }, (_, later) => resultName(later));
  for (const name of names) Deno.writeTextFileSync(bench.folder.join("results", name), OLD);
  return Object.fromEntries(names.map((name) => [name, OLD]));
}

/** That a run was broken off, that report and log say why, and that results/ holds this and nothing else. */
function assertBrokenOff(
  bench: WikitopBench,
  { code, report, log, stderr }: WikitopRun,
  expected: { readonly code: number; readonly why: RegExp; readonly results: Record<string, string> },
): void {
  assertEquals(code, expected.code, stderr);
  assertMatch(stderr, expected.why);
  assertExists(report, stderr);
  assertEquals(report.exit_code, expected.code);
  assertMatch(report.error ?? "", expected.why);
  const { message, properties } = log.at(-1) ?? {};
  assertEquals([message, properties?.exit_code], ["run failed", expected.code]);
  assertEquals(bench.results(), expected.results);
}

for (const [what, makeSmall] of [["the disk is", smallDisk], ["files are", smallFiles]] as const) {
  Deno.test(`wikitop exits with 74 and keeps old results when ${what} too small for a dump`, async () => {
    await using bench = setUpWikitop([LARGE_DUMP]);
    const results = plantResults(bench);
    await using small = await makeSmall(bench.folder.join("tmp"));
    const run = await bench.run(["--force"], small);
    assertBrokenOff(bench, run, { code: 74, why: /No space left on device|File too large/, results });
    assertEquals(bench.server.requests.length, 1);
  });

  Deno.test(`wikitop exits with 74 and keeps old results when ${what} too small for a result`, async () => {
    await using bench = setUpWikitop([LARGE_RESULT]);
    await using small = await makeSmall(bench.folder.join("results"));
    const results = plantResults(bench);
    const run = await bench.run(["--force"], small);
    assertBrokenOff(bench, run, { code: 74, why: /No space left on device|File too large/, results });
    assertEquals(bench.filesInTmp(), [dumpName()]);
  });
}

const FAULTS: readonly (readonly [what: string, fault: string, result: string])[] = [
  ["a dump cannot be written", "write tmp/pageviews", OLD],
  ["a dump cannot be synced", "syncData tmp/pageviews", OLD],
  ["a dump cannot be renamed", "rename tmp/pageviews", OLD],
  ["a result cannot be written", "write results/.pageviews", OLD],
  ["a result cannot be synced", "sync results/.pageviews", OLD],
  ["a result cannot be renamed", "rename results/pageviews", OLD],
  ["the folder of the results cannot be synced", "sync results$", RESULT],
];

for (const [what, fault, result] of FAULTS) {
  Deno.test(`wikitop exits with 74 and leaves nothing half-written when ${what}`, async () => {
    await using bench = setUpWikitop([TEXT]);
    plantResults(bench);
    const run = await bench.run(["--force"], watched({ WATCHED_DISK_FAULT: fault }));
    const results = { [resultName()]: result };
    assertBrokenOff(bench, run, { code: 74, why: /No space left on device/, results });
    const rerun = await bench.run(["--force"]);
    assertEquals(rerun.code, 0, rerun.stderr);
    assertEquals(bench.results(), { [resultName()]: RESULT });
    assertEquals(bench.filesInTmp(), []);
  });
}

Deno.test("wikitop exits with 74 when its log, its report or standard output is full", async () => {
  await using bench = setUpWikitop([TEXT]);
  const args = bench.argv.slice(0, 4);
  const toFull = ["sh", "-c", `exec "$0" "$@" > /dev/full`];
  const ways: readonly (readonly [args: readonly string[], options: ProcessOptions])[] = [
    [["--log-file", "/dev/full"], {}],
    [["--report", "report.json"], watched({ WATCHED_DISK_FAULT: "write .report.json" })],
    [["--stdout"], { wrapper: toFull }],
  ];
  for (const [more, options] of ways) {
    const { code, stderr } = await bench.runBare([...args, "--force", ...more], options);
    assertEquals(code, 74, stderr);
    assertMatch(stderr, /No space left on device/);
    assertEquals(bench.folder.names().filter((name) => name.includes("report")), []);
  }
});

Deno.test("wikitop exits with 73 before any request when the folder of the results cannot be used", async () => {
  await using bench = setUpWikitop([TEXT]);
  const { join } = bench.folder;
  Deno.mkdirSync(join("real"));
  Deno.writeTextFileSync(join("file"), OLD);
  Deno.symlinkSync("real", join("link"));
  Deno.symlinkSync("nowhere", join("broken"));
  for (const folder of ["/proc/wikitop", "/proc", "file", "file/inner", "link", "link/", "broken"]) {
    const run = await bench.run(["--results-dir", folder]);
    assertBrokenOff(bench, run, { code: 73, why: /Cannot (use|create files in)/, results: {} });
  }
  assertEquals(bench.server.requests.length, 0);
  assertEquals([...Deno.readDirSync(join("real"))], []);
  assertEquals(Deno.readTextFileSync(join("file")), OLD);
  assertEquals(bench.folder.names().includes("nowhere"), false);
});

Deno.test("wikitop creates the folder of the results with those above it when they are missing", async () => {
  await using bench = setUpWikitop([TEXT]);
  assertEquals((await bench.run(["--results-dir", "results/of/today"])).code, 0);
  assertEquals(Deno.readTextFileSync(bench.folder.join("results/of/today", resultName())), RESULT);
});

/** A folder on another file system than `path`, where there is one. */
function folderElsewhere(path: string): string {
  const { dev } = Deno.statSync(path);
  const elsewhere = ["/dev/shm", "/var/tmp", "/tmp", Deno.cwd()].find((candidate) => {
    try {
      return Deno.statSync(candidate).dev !== dev;
    } catch {
      return false;
    }
  });
  return Deno.makeTempDirSync({ dir: elsewhere });
}

Deno.test("wikitop works across file systems: no rename leaves its folder", async () => {
  await using bench = setUpWikitop([TEXT, TEXT]);
  const tmpDir = folderElsewhere(bench.folder.path);
  using cleanup = new DisposableStack();
  cleanup.defer(() => Deno.removeSync(tmpDir, { recursive: true }));
  const run = await bench.run(["--tmp-dir", tmpDir], watched({}));
  assertEquals(run.code, 0, run.stderr);
  assertEquals(bench.results(), { [resultName(0)]: RESULT, [resultName(1)]: RESULT });
  assertEquals([...Deno.readDirSync(tmpDir)], []);
});

Deno.test("wikitop syncs every file before it is renamed, and its folder after", async () => {
  await using bench = setUpWikitop([TEXT, LARGE_RESULT]);
  const path = bench.folder.join("calls");
  assertEquals((await bench.run(["--keep-dumps"], watched({ WATCHED_DISK_LOG: path }))).code, 0);
  const calls = Deno.readTextFileSync(path).trimEnd().split("\n").map((line) => line.split(" "));
  const renames = calls.filter(([call]) => call === "rename").map(([, to]) => to);
  const versions = [0, 1].map((later) => `results/.${resultName(later)}.dump.json`);
  const files = [0, 1].flatMap((later) => [`tmp/${dumpName(later)}`, `results/${resultName(later)}`]);
  assertEquals(renames.toSorted(), [...files, ...versions, "report.json"].sort());
  for (const to of renames) {
    const renamed = calls.findIndex(([call, path]) => call === "rename" && path === to);
    const [folder, name] = to.includes("/") ? to.split("/") : [".", to];
    const isOfFile = ([, path]: readonly string[]): boolean => path !== to && path.includes(name);
    const before = calls.slice(0, renamed).filter(isOfFile).map(([call]) => call);
    assertMatch(before.join(" "), /^(write )+sync(Data)?$/, to);
    const after = calls.slice(renamed).find(([call, path]) => call === "sync" && path === folder);
    assert(after, `${folder} is not synced after ${to}`);
  }
});

Deno.test("wikitop removes what killed runs left half-written in its folders, and nothing else", async () => {
  await using bench = setUpWikitop([gzip(TEXT)]);
  const left = ".pageviews-20200101-080000.tsv.01234567-89ab-4cde-8f01-23456789abcd.wikitop";
  const others = [".hidden.tsv", "notes.txt", "pageviews-20191231-080000.tsv"];
  for (const folder of ["tmp", "results"]) {
    Deno.mkdirSync(bench.folder.join(folder));
    for (const name of [left, ".wikitop.lock", ...others]) {
      Deno.writeTextFileSync(bench.folder.join(folder, name), OLD);
    }
  }
  assertEquals((await bench.run()).code, 0);
  const version = `.${resultName()}.dump.json`;
  const namesIn = (path: string): string[] =>
    [...Deno.readDirSync(bench.folder.join(path))].map(({ name }) => name);
  assertEquals(namesIn("tmp").sort(), others.toSorted());
  assertEquals(namesIn("results").sort(), [...others, version, resultName()].sort());
});
