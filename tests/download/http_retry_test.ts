import { assertEquals, assertLessOrEqual, assertRejects } from "@std/assert";
import fc from "fast-check";
import { HourFailure } from "../../lib/failure.ts";
import { backoffMs, retryRequest, TransientFailure } from "../../lib/download/http_retry.ts";
import type { RetryPolicy } from "../../lib/download/http_retry.ts";

/** Waits that take no time, and how long they would have been. */
function recordWaits(
  changes: Partial<RetryPolicy> = {},
): { readonly waits: number[]; readonly policy: RetryPolicy } {
  const waits: number[] = [];
  const wait = (ms: number): Promise<void> => Promise.resolve(void waits.push(ms));
  const policy = { tries: 4, baseDelayMs: 100, maxDelayMs: 250, waitBudgetMs: 1000, random: () => 1, wait };
  return { waits, policy: { ...policy, ...changes } };
}

/** Fails with each failure in turn, then succeeds. */
function failing(...failures: Error[]): () => Promise<string> {
  return () => {
    const failure = failures.shift();
    return failure ? Promise.reject(failure) : Promise.resolve("done");
  };
}

const OPTIONS = { url: "http://dumps.example/x.gz", signal: new AbortController().signal, onRetry: () => {} };
const broken = (retryAfterMs?: number): TransientFailure =>
  new TransientFailure("unreachable", "broken", retryAfterMs);

Deno.test("retryRequest() gives what the request gives", async () => {
  const { waits, policy } = recordWaits();
  assertEquals(await retryRequest(failing(), { ...OPTIONS, policy }), "done");
  assertEquals(waits, []);
});

Deno.test("retryRequest() counts the tries and tells why and how long it waits", async () => {
  const { waits, policy } = recordWaits();
  const [tries, told]: [number[], unknown[]] = [[], []];
  const request = failing(broken(), broken(), broken());
  const onRetry = (...retry: unknown[]): void => void told.push(retry);
  await retryRequest((attempt) => (tries.push(attempt), request()), { ...OPTIONS, policy, onRetry });
  assertEquals(tries, [1, 2, 3, 4]);
  assertEquals(waits, [100, 200, 250]);
  assertEquals(told, [[1, "broken", 100], [2, "broken", 200], [3, "broken", 250]]);
});

Deno.test("retryRequest() fails with the last failure's reason when no try is left", async () => {
  const { waits, policy } = recordWaits();
  const last = new TransientFailure("bad-data", "nothing came");
  const request = failing(broken(), broken(), broken(), last);
  const failure = await assertRejects(
    () => retryRequest(request, { ...OPTIONS, policy }),
    HourFailure,
    OPTIONS.url,
  );
  assertEquals([failure.reason, failure.cause, waits.length], ["bad-data", last, 3]);
});

Deno.test("retryRequest() tells of a single try in the singular", async () => {
  const policy = { ...recordWaits().policy, tries: 1 };
  const once = (): Promise<unknown> => retryRequest(failing(broken()), { ...OPTIONS, policy });
  const failure = await assertRejects(once, HourFailure);
  assertEquals(failure.message.split("; ").at(-1), "gave up after 1 try");
});

Deno.test("retryRequest() throws at once what is no transient failure", async () => {
  const { waits, policy } = recordWaits();
  const bug = new TypeError("a bug");
  assertEquals(await assertRejects(() => retryRequest(failing(broken(), bug), { ...OPTIONS, policy })), bug);
  assertEquals(waits.length, 1);
});

Deno.test("retryRequest() waits as long as the server asks when that is longer than the backoff", async () => {
  const { waits, policy } = recordWaits();
  await retryRequest(failing(broken(700), broken(50)), { ...OPTIONS, policy });
  assertEquals(waits, [700, 200]);
});

Deno.test("retryRequest() gives up at once when the waits would exceed the budget", async () => {
  const { waits, policy } = recordWaits();
  const request = failing(broken(700), broken(301));
  const failure = await assertRejects(() => retryRequest(request, { ...OPTIONS, policy }), HourFailure);
  assertEquals([failure.reason, waits], ["asked-to-wait", [700]]);
});

Deno.test("retryRequest() hands the signal to the wait and ends with what the wait throws", async () => {
  const stop = new Error("stop");
  const wait = (_ms: number, signal: AbortSignal): Promise<void> => Promise.reject(signal.reason);
  const { policy } = recordWaits({ wait });
  const options = { ...OPTIONS, policy, signal: AbortSignal.abort(stop) };
  assertEquals(await assertRejects(() => retryRequest(failing(broken()), options)), stop);
});

Deno.test("backoffMs() is spread over all of a range that doubles up to the longest wait", () => {
  const limits = { baseDelayMs: 100, maxDelayMs: 1000 };
  const longest = (failures: number): number => backoffMs(failures, { ...limits, random: () => 1 });
  assertEquals([1, 2, 3, 4, 5, 6, 5000].map(longest), [100, 200, 400, 800, 1000, 1000, 1000]);
  assertEquals(backoffMs(3, { ...limits, random: () => 0 }), 0);
  assertEquals(backoffMs(3, { ...limits, random: () => 0.5 }), 200);
});

Deno.test("backoffMs() never exceeds the longest wait", () => {
  const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(fc.property(fc.nat(), share, (failures, random) => {
    assertLessOrEqual(
      backoffMs(failures + 1, { baseDelayMs: 100, maxDelayMs: 1000, random: () => random }),
      1000,
    );
  }));
});
