import { assert, assertEquals, assertLessOrEqual, assertRejects, assertThrows, fail } from "@std/assert";
import { concat } from "@std/bytes/concat";
import { AbortFlag } from "../../lib/abort_flag.ts";
import { type EncodedRanking, encodeRanking } from "../../lib/output/encoded_ranking.ts";
import { WorkerPool } from "../../lib/pool/worker_pool.ts";
import { BadDump } from "../../lib/rank/bad_dump.ts";
import { rankDump } from "../../lib/rank/rank_dump.ts";
import { generateDumpText } from "../support/dump_generator.ts";
import { gzipFile } from "../support/gzip_file.ts";
import { answerOf, LABEL, oddPool, setupOf } from "../support/odd_pool.ts";
import { OddWord, untilWord } from "../support/odd_word.ts";
import { takeWorkerCensus } from "../support/worker_census.ts";

const RANK_WORKER = new URL("../../workers/rank_worker.ts", import.meta.url);

Deno.test("WorkerPool.rank() gives what rankDump() gives, whatever the number of workers and the order", async () => {
  const texts = [1, 2, 3, 4, 5].map((seed) =>
    concat([...generateDumpText({ lines: 500 * seed, seed, quirks: true })])
  );
  using stack = new DisposableStack();
  const paths = texts.map((text) => stack.use(gzipFile(new TextDecoder().decode(text))).path);
  const selection = { top: 5, wants: () => true, blacklist: new Map() };
  const expected = new Map<string, EncodedRanking>();
  for (const path of paths) {
    const ranking = await rankDump(path, { engine: "bytes", selection, checkpoint: () => {} });
    expected.set(path, encodeRanking(ranking, "tsv", LABEL));
  }
  for (const size of [1, 2, 4]) {
    for (const order of [paths, paths.toReversed()]) {
      using census = takeWorkerCensus();
      {
        const flag = new AbortFlag();
        using pool = new WorkerPool({
          size,
          url: RANK_WORKER,
          setup: setupOf(flag.shared),
          signal: flag.signal,
        });
        const rankings = await Promise.all(order.map((path) => pool.rank(path, LABEL)));
        assertEquals(rankings, order.map((path) => expected.get(path)!));
      }
      assertEquals([census.started, census.mostAlive, census.alive], [size, size, 0]);
    }
  }
});

Deno.test("WorkerPool.rank() tells workers what to rank, with either engine", async () => {
  using file = gzipFile("de A 9 0\nen A 3 0\nen B 8 0\nen C 5 0\nen D 4 0\n");
  for (const engine of ["bytes", "streams"] as const) {
    const flag = new AbortFlag();
    const blacklist = new Map([["en", new Set(["B"])]]);
    const setup = { ...setupOf(flag.shared), engine, top: 2, domains: ["e*"], blacklist };
    using pool = new WorkerPool({ size: 1, url: RANK_WORKER, setup, signal: flag.signal });
    const header = "domain_code\tpage_title\tcount_views\n";
    assertEquals(answerOf(await pool.rank(file.path, LABEL)), `${header}en\tC\t5\nen\tD\t4\n`);
  }
});

Deno.test("WorkerPool.rank() throws BadDump when the dump is at fault, and keeps the worker", async () => {
  using census = takeWorkerCensus();
  using bad = gzipFile("en A 1 0\n", Uint8Array.of(1, 2, 3));
  using good = gzipFile("en A 1 0\n");
  const flag = new AbortFlag();
  using pool = new WorkerPool({
    size: 1,
    url: RANK_WORKER,
    setup: setupOf(flag.shared),
    signal: flag.signal,
  });
  for (let turn = 0; turn < 2; turn++) {
    await assertRejects(() => pool.rank(bad.path, LABEL), BadDump, "Cannot inflate");
    assertEquals((await pool.rank(good.path, LABEL)).counts.lines, 1);
  }
  assertEquals(census.started, 1);
});

Deno.test("WorkerPool.rank() throws what a worker threw, once, and goes on with a fresh worker", async () => {
  using census = takeWorkerCensus();
  using odd = oddPool();
  const { pool, words } = odd;
  const rank = (): Promise<EncodedRanking> => pool.rank("fault", LABEL, () => fail("It is tried again"));
  const error = await assertRejects(rank, Error, "An odd OddError");
  assertEquals([error.name, "code" in error && error.code, error.stack], ["OddError", "ENOSPC", "at odd"]);
  assertEquals([words[OddWord.Taken], census.started, census.alive], [1, 1, 0]);
  assertEquals(answerOf(await pool.rank("answer", LABEL)), "answer");
  assertEquals([census.started, census.alive], [2, 1]);
});

Deno.test("WorkerPool.rank() throws the system's error when there is no such file", async () => {
  using file = gzipFile("en A 1 0\n");
  const flag = new AbortFlag();
  using pool = new WorkerPool({
    size: 1,
    url: RANK_WORKER,
    setup: setupOf(flag.shared),
    signal: flag.signal,
  });
  const error = await assertRejects(() => pool.rank(`${file.path}.missing`, LABEL), Error, "No such file");
  assertEquals("code" in error && error.code, "ENOENT");
});

Deno.test("WorkerPool starts no more workers than there is work for", async () => {
  using census = takeWorkerCensus();
  using odd = oddPool({ size: 4 });
  const { pool } = odd;
  assertEquals(census.started, 0);
  for (let turn = 0; turn < 3; turn++) await pool.rank("answer", LABEL);
  assertEquals(census.started, 1);
  await Promise.all([pool.rank("answer", LABEL), pool.rank("answer", LABEL)]);
  assertLessOrEqual(census.started, 2);
  pool[Symbol.dispose]();
  assertEquals(census.alive, 0);
});

Deno.test("WorkerPool.warmUp() starts the workers that the first dumps get, and no more than there are to be", async () => {
  using census = takeWorkerCensus();
  using odd = oddPool({ size: 3 });
  const { pool } = odd;
  for (const [dumps, workers] of [[0, 0], [2, 2], [1, 2], [9, 3]] as const) {
    pool.warmUp(dumps);
    assertEquals(census.started, workers);
  }
  await Promise.all(["answer", "answer", "answer", "answer"].map((path) => pool.rank(path, LABEL)));
  assertEquals([census.started, census.mostAlive], [3, 3]);
});

Deno.test("WorkerPool.rank() throws the signal's reason at once, under way or waiting, and ends the workers", async () => {
  using census = takeWorkerCensus();
  const controller = new AbortController();
  using odd = oddPool({ size: 2, signal: controller.signal });
  const { pool, words } = odd;
  const reason = new Error("The disk is full");
  const rankings = ["hang", "hang", "answer"].map((path) => pool.rank(path, LABEL));
  const settled = Promise.allSettled(rankings);
  await untilWord(words, OddWord.Taken, 2);
  controller.abort(reason);
  for (const result of await settled) {
    assert(result.status === "rejected" && result.reason === reason);
  }
  assertEquals([census.started, census.alive], [2, 0]);
  assert(await assertRejects(() => pool.rank("answer", LABEL)) === reason);
  assertEquals(census.started, 2);
});

Deno.test("WorkerPool.rank() ends a real worker when the kill switch is thrown", async () => {
  using census = takeWorkerCensus();
  using file = gzipFile(new TextDecoder().decode(concat([...generateDumpText({ lines: 50_000, seed: 1 })])));
  const flag = new AbortFlag();
  using pool = new WorkerPool({
    size: 1,
    url: RANK_WORKER,
    setup: setupOf(flag.shared),
    signal: flag.signal,
  });
  const settled = Promise.allSettled([pool.rank(file.path, LABEL), pool.rank(file.path, LABEL)]);
  const reason = new Error("stop");
  flag.throwSwitch(reason);
  for (const result of await settled) {
    assert(result.status === "rejected" && result.reason === reason);
  }
  assertEquals([census.started, census.alive], [1, 0]);
});

Deno.test("new WorkerPool() throws RangeError when its size is no number of workers", () => {
  for (const size of [0, -1, 1.5, NaN]) {
    assertThrows(() => oddPool({ size }), RangeError);
  }
});
