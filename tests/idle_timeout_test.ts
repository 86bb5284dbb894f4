import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { delay } from "@std/async/delay";
import { IdleTimeout } from "../lib/idle_timeout.ts";

/** Long enough that a busy machine does not reach it by chance. */
const LONG_MS = 60_000;

Deno.test("IdleTimeout aborts its signal with a TimeoutError when nothing comes", async () => {
  using idle = new IdleTimeout(1);
  idle.start();
  await new Promise((resolve) => idle.signal.addEventListener("abort", resolve));
  assertInstanceOf(idle.signal.reason, DOMException);
  assertEquals(idle.signal.reason.name, "TimeoutError");
});

Deno.test("IdleTimeout does not abort when it was stopped, disposed of or never started", async () => {
  const stopped = new IdleTimeout(1);
  stopped.start();
  stopped.stop();
  const disposed = new IdleTimeout(1);
  disposed.start();
  disposed[Symbol.dispose]();
  const unstarted = new IdleTimeout(1);
  await delay(20);
  assert(![stopped, disposed, unstarted].some(({ signal }) => signal.aborted));
});

Deno.test("IdleTimeout keeps one timer when it is started again", () => {
  using idle = new IdleTimeout(LONG_MS);
  for (let starts = 0; starts < 3; starts++) idle.start();
});
