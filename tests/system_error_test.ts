import { assert, assertEquals, assertRejects } from "@std/assert";
import { isSystemError } from "../lib/system_error.ts";

Deno.test("isSystemError() is true for what the operating system refuses", async () => {
  assert(isSystemError(await assertRejects(() => Deno.readFile("no-such-file"))));
});

Deno.test("isSystemError() is true for an error that the runtime knows no code for", () => {
  assert(isSystemError(new Error("File too large (os error 27)")));
});

Deno.test({
  name: "isSystemError() is true for a permission that was not granted",
  permissions: { read: false },
  fn: async () => assert(isSystemError(await assertRejects(() => Deno.readFile("/etc/hosts")))),
});

Deno.test("isSystemError() is false for bugs, aborts and what is no error at all", () => {
  for (const other of [new TypeError("bug"), new DOMException("stop", "AbortError"), "ENOENT", undefined]) {
    assertEquals(isSystemError(other), false);
  }
});
