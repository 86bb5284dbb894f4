import { assert, assertEquals, assertThrows } from "@std/assert";
import { AbortFlag } from "../lib/abort_flag.ts";

Deno.test("AbortFlag is not thrown at first", () => {
  const flag = new AbortFlag();
  flag.throwIfThrown();
  assertEquals([flag.thrown, flag.signal.aborted], [false, false]);
});

Deno.test("AbortFlag.throwSwitch() aborts the signal with the reason", () => {
  const flag = new AbortFlag();
  const reason = new Error("disk full");
  flag.throwSwitch(reason);
  assertEquals([flag.thrown, flag.signal.aborted, flag.signal.reason], [true, true, reason]);
});

Deno.test("AbortFlag.throwSwitch() keeps the first reason when it is called again", () => {
  const flag = new AbortFlag();
  const first = new Error("first");
  flag.throwSwitch(first);
  flag.throwSwitch(new Error("second"));
  assertEquals(flag.signal.reason, first);
});

Deno.test("AbortFlag.throwSwitch() is seen through every flag of the same memory", () => {
  const flag = new AbortFlag();
  const other = new AbortFlag(flag.shared);
  flag.throwSwitch(new Error("stop"));
  assert(other.thrown);
  assert(!other.signal.aborted);
});

Deno.test("AbortFlag is thrown when its memory was thrown before", () => {
  const flag = new AbortFlag();
  flag.throwSwitch(new Error("stop"));
  assert(new AbortFlag(flag.shared).thrown);
});

Deno.test("AbortFlag.throwIfThrown() throws the reason on the thread that knows it, an AbortError elsewhere", () => {
  const flag = new AbortFlag();
  const elsewhere = new AbortFlag(flag.shared);
  flag.throwSwitch(new RangeError("the reason"));
  assertThrows(() => flag.throwIfThrown(), RangeError, "the reason");
  assertEquals(assertThrows(() => elsewhere.throwIfThrown(), DOMException).name, "AbortError");
});

Deno.test("AbortFlag is seen by a worker that is too busy for messages", async () => {
  const flag = new AbortFlag();
  using stack = new DisposableStack();
  const url = new URL("./support/busy_worker.ts", import.meta.url);
  const worker = stack.adopt(new Worker(url, { type: "module" }), (worker) => worker.terminate());
  const nextMessage = (): Promise<unknown> =>
    new Promise((resolve) => worker.onmessage = ({ data }) => resolve(data));
  worker.postMessage(flag.shared);
  assertEquals(await nextMessage(), "busy");
  flag.throwSwitch(new Error("stop"));
  assertEquals(await nextMessage(), "stopped");
});
