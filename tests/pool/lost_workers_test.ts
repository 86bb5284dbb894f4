import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { WorkerLost } from "../../lib/pool/pool_worker.ts";
import { manualIntervals } from "../support/manual_intervals.ts";
import { answerOf, LABEL, oddPool } from "../support/odd_pool.ts";
import { OddWord, untilWord } from "../support/odd_word.ts";
import { takeWorkerCensus } from "../support/worker_census.ts";

/** What a worker may do of which nobody hears. */
const SILENT_ODDITIES = ["close", "exit", "hang"];

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

for (const size of [1, 2]) {
  Deno.test(`WorkerPool.rank() goes on with a fresh worker when idle ones have closed themselves (${size})`, async () => {
    using intervals = manualIntervals();
    using census = takeWorkerCensus();
    using odd = oddPool({ size });
    const { pool } = odd;
    await Promise.all(Array.from({ length: size }, () => pool.rank("answer-then-close", LABEL)));
    const ranking = pool.rank("answer", LABEL);
    await intervals.untilRunning();
    intervals.tick();
    assertEquals(answerOf(await ranking), "answer");
    assertEquals([census.started, census.mostAlive], [size + 1, size]);
  });
}

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
