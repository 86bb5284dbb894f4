import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { concat } from "@std/bytes/concat";
import { AbortFlag } from "../lib/abort_flag.ts";
import { type Options, parseCommandLine } from "../lib/cli/cli.ts";
import type { ReadyDump } from "../lib/download/download.ts";
import { encodeRanking } from "../lib/output/encoded_ranking.ts";
import { openPipeline, type Pipeline } from "../lib/pipeline.ts";
import { BadDump } from "../lib/rank/bad_dump.ts";
import { sampleHour } from "./support/sample_outcomes.ts";
import { type ScratchFolder, scratchFolder } from "./support/scratch_folder.ts";
import { dumpName, gzip, resultName } from "./support/wikitop_process.ts";

const HEADER = "domain_code\tpage_title\tcount_views\n";
const HOUR = sampleHour();

const RANKING = encodeRanking(
  {
    domains: [{ domainCode: "en", pages: [{ pageTitle: "A", countViews: 3 }] }],
    counts: { lines: 1, malformed: 0, filtered: 0, considered: 1, invalidUtf8: 0 },
    malformedLines: [],
    inflatedBytes: 9,
  },
  "tsv",
  { hour: HOUR.time },
);

/** A pipeline over a folder, and how to end it. */
interface PipelineBench extends Disposable {
  readonly pipeline: Pipeline;
  readonly folder: ScratchFolder;
  readonly flag: AbortFlag;
  readonly dump: ReadyDump;
}

function setUpPipeline(...args: string[]): PipelineBench {
  using stack = new DisposableStack();
  const folder = stack.use(scratchFolder());
  for (const name of ["tmp", "results"]) Deno.mkdirSync(folder.join(name));
  const flag = new AbortFlag();
  const pipeline = stack.use(openPipeline(optionsOf(folder, args), {
    flag,
    workerUrl: new URL("../workers/rank_worker.ts", import.meta.url),
    blacklist: new Map([["en", new Set(["Listed"])]]),
    version: "1.0.0",
  }));
  const owned = stack.move();
  const dump: ReadyDump = { status: "ready", path: folder.join("tmp", dumpName()), bytes: 9, attempts: 0 };
  return { pipeline, folder, flag, dump, [Symbol.dispose]: () => owned.dispose() };
}

function optionsOf(folder: ScratchFolder, args: readonly string[]): Options {
  const folders = ["--tmp-dir", folder.join("tmp"), "--results-dir", folder.join("results")];
  const now = Temporal.Instant.from("2020-02-01T00:00Z");
  const command = parseCommandLine([...folders, ...args], { env: () => undefined, cores: 1, now });
  if (command.kind !== "run") throw new TypeError("not a run");
  return command.options;
}

const ignore = (): void => {};

Deno.test("openPipeline() finds a result that was written, in its format alone", async () => {
  using bench = setUpPipeline();
  const { pipeline, folder, dump } = bench;
  assertEquals(await pipeline.findResult(HOUR, ignore), undefined);
  const path = folder.join("results", resultName());
  assertEquals(await pipeline.write(HOUR, RANKING, dump), path);
  assertEquals(await Deno.readTextFile(path), `${HEADER}en\tA\t3\n`);
  assertEquals(await pipeline.findResult(HOUR, ignore), path);
  assertEquals(await pipeline.findResult(sampleHour(1), ignore), undefined);
});

Deno.test("openPipeline() looks for no result when it is to be made anyway", async () => {
  for (const option of ["--force", "--stdout"]) {
    using bench = setUpPipeline(option);
    await Deno.writeTextFile(bench.folder.join("results", resultName()), "old");
    assertEquals(await bench.pipeline.findResult(HOUR, ignore), undefined);
  }
});

Deno.test("openPipeline() ranks as the options and the blacklist say", async () => {
  const lines = "de X 1 0\nen Listed 9 0\nen A 3 0\nen B 4 0\n";
  for (const engine of ["bytes", "streams"]) {
    using bench = setUpPipeline("--top", "1", "--domains", "en", "--engine", engine);
    await Deno.writeFile(bench.dump.path, gzip(lines));
    const { text, counts } = await bench.pipeline.rank(HOUR, bench.dump.path, ignore);
    assertEquals(new TextDecoder().decode(concat(text)), `${HEADER}en\tB\t4\n`);
    assertEquals([counts.lines, counts.filtered, counts.considered], [4, 1, 3]);
  }
});

Deno.test("openPipeline() ranks an empty dump when that is allowed, and no other time", async () => {
  for (const args of [[], ["--allow-empty"]]) {
    using bench = setUpPipeline(...args);
    await Deno.writeFile(bench.dump.path, gzip(""));
    const answer = await bench.pipeline.rank(HOUR, bench.dump.path, ignore).catch((error) => error);
    if (args.length > 0) assertEquals(answer.domains, 0);
    else assertInstanceOf(answer, BadDump);
  }
});

Deno.test("openPipeline() discards the dump of the hour alone", async () => {
  using bench = setUpPipeline();
  for (const later of [0, 1]) await Deno.writeTextFile(bench.folder.join("tmp", dumpName(later)), "dump");
  await bench.pipeline.discard(HOUR);
  assertEquals([...Deno.readDirSync(bench.folder.join("tmp"))].map(({ name }) => name), [dumpName(1)]);
});

Deno.test("openPipeline() neither downloads, ranks nor writes once the switch is thrown", async () => {
  using bench = setUpPipeline();
  const { pipeline, folder, flag, dump } = bench;
  flag.throwSwitch(new Error("stopped"));
  await assertRejects(() => pipeline.download(HOUR, ignore), Error, "stopped");
  await assertRejects(() => pipeline.rank(HOUR, dump.path, ignore), Error, "stopped");
  await assertRejects(() => pipeline.write(HOUR, RANKING, dump), Error, "stopped");
  for (const name of ["tmp", "results"]) assertEquals([...Deno.readDirSync(folder.join(name))], []);
});
