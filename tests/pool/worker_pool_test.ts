import {
  assert,
  assertEquals,
  assertLessOrEqual,
  assertRejects,
  assertStringIncludes,
  assertThrows,
  fail,
} from "@std/assert";
import { concat } from "@std/bytes/concat";
import { AbortFlag } from "../../lib/abort_flag.ts";
import { type EncodedRanking, encodeRanking } from "../../lib/output/encoded_ranking.ts";
import type { PoolSetup } from "../../lib/pool/pool_worker.ts";
import { WorkerLost } from "../../lib/pool/pool_worker.ts";
import { BadDump } from "../../lib/rank/bad_dump.ts";
import { rankDump } from "../../lib/rank/rank_dump.ts";
import { WorkerPool, type WorkerPoolOptions } from "../../lib/pool/worker_pool.ts";
import { generateDumpText } from "../support/dump_generator.ts";
import { gzipFile } from "../support/gzip_file.ts";
import { manualIntervals } from "../support/manual_intervals.ts";
import { OddWord, oddWords, untilWord } from "../support/odd_word.ts";
import { takeWorkerCensus } from "../support/worker_census.ts";

const LABEL = { hour: "2020-01-01T08:00Z" };
const RANK_WORKER = new URL("../../workers/rank_worker.ts", import.meta.url);
const ODD_WORKER = new URL("../support/odd_worker.ts", import.meta.url);

function setupOf(abortFlag: SharedArrayBuffer): PoolSetup {
  return {
    engine: "bytes",
    top: 5,
    minViews: 1,
    format: "tsv",
    domains: [],
    blacklist: new Map(),
    allowEmpty: false,
    abortFlag,
  };
}

/** Far longer than an odd worker takes; a test whose worker gives no answer fails then. */
const PATIENCE_MS = 30_000;

/** What a worker may do of which nobody hears. */
const SILENT_ODDITIES = ["close", "exit", "hang"];

/** A pool of odd workers, and the words that they share with the test. */
interface OddPool extends Disposable {
  readonly pool: WorkerPool;
  readonly words: Int32Array<SharedArrayBuffer>;
}

/**
 * Disposing of it disposes of the pool, and then lets the threads of hanging workers go, which would stay. A pool
 * that gives no answer fails its test when patience ends.
 */
function oddPool(options: Partial<WorkerPoolOptions> = {}): OddPool {
  const words = oddWords();
  const setup = setupOf(words.buffer);
  const patience = new AbortController();
  const pool = new WorkerPool({ size: 1, url: ODD_WORKER, setup, signal: patience.signal, ...options });
  const timer = setTimeout(() => patience.abort(new Error("The pool gives no answer")), PATIENCE_MS);
  return {
    pool,
    words,
    [Symbol.dispose](): void {
      clearTimeout(timer);
      pool[Symbol.dispose]();
      Atomics.store(words, OddWord.Over, 1);
      Atomics.notify(words, OddWord.Over);
    },
  };
}

/** The text of an answer: that of a result, or the path that an odd worker answered to. */
function answerOf({ text }: EncodedRanking): string {
  return new TextDecoder().decode(concat(text));
}

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

for (const oddity of ["throw", "reject"]) {
  Deno.test(`WorkerPool.rank() throws WorkerLost when two workers end with an error (${oddity})`, async () => {
    using census = takeWorkerCensus();
    using odd = oddPool();
    const { pool, words } = odd;
    const error = await assertRejects(
      () => pool.rank(oddity, LABEL),
      WorkerLost,
      `The worker that ranked "${oddity}" ended`,
    );
    assertStringIncludes(error.message, "An odd");
    assertEquals([words[OddWord.Taken], census.started, census.mostAlive, census.alive], [2, 2, 1, 0]);
    assertEquals(answerOf(await pool.rank("answer", LABEL)), "answer");
    pool[Symbol.dispose]();
    assertEquals(census.alive, 0);
  });
}

for (const oddity of ["garbage-text", "garbage-object", "garbage-ranking"]) {
  Deno.test(`WorkerPool.rank() throws WorkerLost when two workers answer ${oddity}`, async () => {
    using census = takeWorkerCensus();
    using odd = oddPool();
    const message = `ranked "${oddity}" gave an answer that cannot be read`;
    await assertRejects(() => odd.pool.rank(oddity, LABEL), WorkerLost, message);
    assertEquals([census.started, census.mostAlive, census.alive], [2, 1, 0]);
  });
}

for (const oddity of SILENT_ODDITIES) {
  Deno.test(`WorkerPool.rank() throws WorkerLost when two workers fall silent (${oddity})`, async () => {
    using census = takeWorkerCensus();
    using odd = oddPool({ stallMs: 100 });
    const { pool } = odd;
    await assertRejects(
      () => pool.rank(oddity, LABEL),
      WorkerLost,
      `ranks "${oddity}" has not got on for 0.1 s`,
    );
    assertEquals([census.started, census.mostAlive, census.alive], [2, 1, 0]);
  });
}

for (const oddity of ["throw", "reject", ...SILENT_ODDITIES]) {
  Deno.test(`WorkerPool.rank() tries once more on a fresh worker when one is lost (${oddity})`, async () => {
    using intervals = manualIntervals();
    using census = takeWorkerCensus();
    using odd = oddPool();
    const { pool, words } = odd;
    const retries: string[] = [];
    const ranking = pool.rank(`${oddity} once`, LABEL, (reason) => retries.push(reason));
    await untilWord(words, OddWord.Taken, 1);
    if (SILENT_ODDITIES.includes(oddity)) intervals.tick();
    assertEquals(answerOf(await ranking), `${oddity} once`);
    assertEquals([words[OddWord.Taken], census.started, census.mostAlive, census.alive], [2, 2, 1, 1]);
    assertEquals(intervals.count, 0);
    assertEquals(retries.length, 1);
    assertStringIncludes(retries[0], `${oddity} once`);
  });
}

Deno.test("WorkerPool.rank() throws WorkerLost when a worker's module cannot be loaded", async () => {
  using census = takeWorkerCensus();
  using odd = oddPool({ url: new URL("data:text/javascript,}") });
  const { pool } = odd;
  await assertRejects(() => pool.rank("x", LABEL), WorkerLost, 'The worker that ranked "x" ended');
  assertEquals([census.started, census.alive], [2, 0]);
});

Deno.test("WorkerPool.rank() tries once more when a worker has ended before it was asked for anything", async () => {
  using census = takeWorkerCensus();
  using odd = oddPool({ url: new URL("data:text/javascript,throw new Error('early')") });
  const { pool } = odd;
  pool.warmUp(1);
  await census.untilError();
  const retries: string[] = [];
  await assertRejects(() => pool.rank("x", LABEL, (reason) => retries.push(reason)), WorkerLost, "early");
  assertEquals([retries.length, census.started, census.alive], [1, 2, 0]);
});

Deno.test("WorkerPool.rank() waits for a worker that takes long but gets on", async () => {
  using intervals = manualIntervals();
  using census = takeWorkerCensus();
  using odd = oddPool();
  const { pool, words } = odd;
  const ranking = pool.rank("beat", LABEL);
  for (let beaten = 1; beaten <= 3; beaten++) {
    await untilWord(words, OddWord.Beaten, beaten);
    intervals.tick();
    Atomics.store(words, OddWord.LetGo, beaten);
    Atomics.notify(words, OddWord.LetGo);
  }
  assertEquals(answerOf(await ranking), "beat");
  assertEquals(census.started, 1);
});

Deno.test("WorkerPool.rank() throws WorkerLost when workers get on at first and then hang", async () => {
  using intervals = manualIntervals();
  using census = takeWorkerCensus();
  using odd = oddPool();
  const { pool, words } = odd;
  const lost = assertRejects(() => pool.rank("beat-then-hang", LABEL), WorkerLost, "has not got on");
  for (let turn = 1; turn <= 2; turn++) {
    await untilWord(words, OddWord.Beaten, turn);
    intervals.tick();
    assertEquals([census.started, census.alive], [turn, 1]);
    intervals.tick();
  }
  await lost;
  assertEquals([census.started, census.alive], [2, 0]);
});

Deno.test("WorkerPool.rank() goes on with a fresh worker when an idle one has closed itself", async () => {
  using intervals = manualIntervals();
  using census = takeWorkerCensus();
  using odd = oddPool();
  const { pool } = odd;
  assertEquals(answerOf(await pool.rank("answer-then-close", LABEL)), "answer-then-close");
  const ranking = pool.rank("answer", LABEL);
  await intervals.untilRunning();
  intervals.tick();
  assertEquals(answerOf(await ranking), "answer");
  assertEquals([census.started, census.mostAlive], [2, 1]);
});

Deno.test("WorkerPool.rank() goes on with a fresh worker when all idle ones have closed themselves", async () => {
  using intervals = manualIntervals();
  using census = takeWorkerCensus();
  using odd = oddPool({ size: 2 });
  const { pool } = odd;
  await Promise.all([pool.rank("answer-then-close", LABEL), pool.rank("answer-then-close", LABEL)]);
  const ranking = pool.rank("answer", LABEL);
  await intervals.untilRunning();
  intervals.tick();
  assertEquals(answerOf(await ranking), "answer");
  assertEquals([census.started, census.mostAlive], [3, 2]);
});

Deno.test("WorkerPool.rank() starts no worker any more when the signal's reason is a lost worker", async () => {
  using census = takeWorkerCensus();
  const controller = new AbortController();
  using odd = oddPool({ signal: controller.signal });
  const { pool, words } = odd;
  const reason = new WorkerLost("Another worker is lost");
  const ranking = assertRejects(() => pool.rank("hang", LABEL));
  await untilWord(words, OddWord.Taken, 1);
  controller.abort(reason);
  assert(await ranking === reason);
  assertEquals([census.started, census.alive], [1, 0]);
});

Deno.test("WorkerPool.rank() never has more workers than its size, also when some are lost", async () => {
  for (const size of [1, 3]) {
    using census = takeWorkerCensus();
    using odd = oddPool({ size });
    const { pool } = odd;
    const oddities = [
      "answer",
      "throw",
      "answer",
      "fault",
      "bad-dump",
      "answer",
      "reject",
      "answer",
      "answer",
      "throw",
    ];
    const results = await Promise.allSettled(
      oddities.map((oddity, index) => pool.rank(`${oddity} ${index}`, LABEL)),
    );
    for (const [index, result] of results.entries()) {
      assertEquals(result.status, oddities[index] === "answer" ? "fulfilled" : "rejected");
      if (result.status === "fulfilled") assertEquals(answerOf(result.value), `answer ${index}`);
    }
    assertEquals(census.mostAlive, size);
    pool[Symbol.dispose]();
    assertEquals(census.alive, 0);
  }
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
