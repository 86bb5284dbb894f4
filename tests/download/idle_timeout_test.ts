import { assertEquals, assertInstanceOf } from "@std/assert";
import { IdleTimeout } from "../../lib/download/idle_timeout.ts";
import { manualTimeouts } from "../support/manual_timeouts.ts";

const IDLE_MS = 60_000;

Deno.test("IdleTimeout aborts its signal with a TimeoutError when nothing comes", () => {
  using timeouts = manualTimeouts(IDLE_MS);
  using idle = new IdleTimeout(IDLE_MS);
  idle.start();
  timeouts.advance(IDLE_MS - 1);
  assertEquals(idle.signal.aborted, false);
  timeouts.advance(1);
  assertInstanceOf(idle.signal.reason, DOMException);
  assertEquals(idle.signal.reason.name, "TimeoutError");
  assertEquals(idle.signal.reason.message, "Nothing came for 60 s");
});

Deno.test("IdleTimeout begins anew when it is started again", () => {
  using timeouts = manualTimeouts(IDLE_MS);
  using idle = new IdleTimeout(IDLE_MS);
  for (let starts = 0; starts < 3; starts++) {
    idle.start();
    assertEquals(timeouts.count, 1);
    timeouts.advance(IDLE_MS - 1);
  }
  assertEquals(idle.signal.aborted, false);
});

Deno.test("IdleTimeout runs only from its start until it is stopped or disposed of", () => {
  using timeouts = manualTimeouts(IDLE_MS);
  const idle = new IdleTimeout(IDLE_MS);
  assertEquals(timeouts.count, 0);
  idle.start();
  idle.stop();
  assertEquals(timeouts.count, 0);
  idle.start();
  idle[Symbol.dispose]();
  assertEquals(timeouts.count, 0);
});
