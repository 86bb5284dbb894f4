import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Semaphore } from "../lib/semaphore.ts";

/** Lets everything go on that can. */
function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

Deno.test("new Semaphore() throws RangeError when the permits are not a whole number of at least 1", () => {
  for (const permits of [0, -1, 1.5, NaN, Infinity, 2 ** 53]) {
    assertThrows(() => new Semaphore(permits), RangeError, `${permits}`);
  }
});

Deno.test("Semaphore.acquire() gives as many permits as there are, and lets the next one wait", async () => {
  const semaphore = new Semaphore(2);
  const first = await semaphore.acquire();
  await semaphore.acquire();
  let isThirdHere = false;
  const third = semaphore.acquire().then(() => isThirdHere = true);
  await settle();
  assertEquals([isThirdHere, semaphore.waitingCount], [false, 1]);
  first[Symbol.dispose]();
  await third;
  assertEquals(semaphore.waitingCount, 0);
});

Deno.test("Semaphore.acquire() serves those who wait in the order in which they came", async () => {
  const semaphore = new Semaphore(1);
  const order: number[] = [];
  const first = await semaphore.acquire();
  const others = [1, 2, 3].map(async (number) => {
    using _permit = await semaphore.acquire();
    order.push(number);
  });
  first[Symbol.dispose]();
  await Promise.all(others);
  assertEquals(order, [1, 2, 3]);
});

Deno.test("Semaphore.acquire() does not let a newcomer overtake one who was just served", async () => {
  const semaphore = new Semaphore(1);
  const first = await semaphore.acquire();
  const second = semaphore.acquire();
  first[Symbol.dispose]();
  const third = semaphore.acquire();
  assertEquals(semaphore.waitingCount, 1);
  (await second)[Symbol.dispose]();
  (await third)[Symbol.dispose]();
});

Deno.test("Semaphore gives a permit back once when it is disposed of twice", async () => {
  const semaphore = new Semaphore(1);
  const permit = await semaphore.acquire();
  permit[Symbol.dispose]();
  permit[Symbol.dispose]();
  await semaphore.acquire();
  semaphore.acquire();
  assertEquals(semaphore.waitingCount, 1);
});

Deno.test("Semaphore.acquire() gives the permit back when its holder throws", async () => {
  const semaphore = new Semaphore(1);
  const failing = async (): Promise<void> => {
    using _permit = await semaphore.acquire();
    throw new Error("broken");
  };
  await assertRejects(failing, Error, "broken");
  await semaphore.acquire(AbortSignal.timeout(1000));
});

Deno.test("Semaphore.acquire() rejects with the signal's reason and leaves the queue when aborted", async () => {
  const semaphore = new Semaphore(1);
  const permit = await semaphore.acquire();
  const controller = new AbortController();
  const reason = new Error("stop");
  const aborted = semaphore.acquire(controller.signal);
  const next = semaphore.acquire();
  controller.abort(reason);
  assertEquals(await assertRejects(() => aborted), reason);
  assertEquals(semaphore.waitingCount, 1);
  permit[Symbol.dispose]();
  await next;
});

Deno.test("Semaphore.acquire() rejects at once when the signal is aborted already, and takes no permit", async () => {
  const semaphore = new Semaphore(1);
  await assertRejects(() => semaphore.acquire(AbortSignal.abort(new Error("stop"))), Error, "stop");
  await semaphore.acquire(AbortSignal.timeout(1000));
});

Deno.test("Semaphore.acquire() stays with its holder when the signal is aborted afterwards", async () => {
  const semaphore = new Semaphore(1);
  const controller = new AbortController();
  await semaphore.acquire(controller.signal);
  controller.abort();
  semaphore.acquire();
  assertEquals(semaphore.waitingCount, 1);
});

Deno.test("Semaphore never lets more in than it has permits, and in the end has them all again", async () => {
  const tasks = fc.array(fc.record({ turns: fc.nat(3), aborts: fc.boolean(), throws: fc.boolean() }));
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 4 }), tasks, async (permits, tasks) => {
    const semaphore = new Semaphore(permits);
    let [inside, mostInside] = [0, 0];
    await Promise.allSettled(tasks.map(async ({ turns, aborts, throws }) => {
      const controller = new AbortController();
      if (aborts) queueMicrotask(() => controller.abort());
      using _permit = await semaphore.acquire(controller.signal);
      mostInside = Math.max(mostInside, ++inside);
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      inside--;
      if (throws) throw new Error("broken");
    }));
    assert(mostInside <= permits);
    for (let free = 0; free < permits; free++) semaphore.acquire();
    assertEquals(semaphore.waitingCount, 0);
    semaphore.acquire();
    assertEquals(semaphore.waitingCount, 1);
  }));
});
