import { assertEquals, assertThrows } from "@std/assert";
import { readSize } from "./size.ts";

Deno.test("readSize() takes one hour of a real dump's size when nothing is given", () => {
  assertEquals(readSize([]), { isDay: false, hours: 1, lines: 6_000_000, runs: 5 });
});

Deno.test("readSize() takes 24 smaller dumps for a day", () => {
  assertEquals(readSize(["--day"]), { isDay: true, hours: 24, lines: 1_000_000, runs: 5 });
});

Deno.test("readSize() takes what is given, wherever --day stands", () => {
  const size = { isDay: true, hours: 24, lines: 500, runs: 2 };
  assertEquals(readSize(["--lines", "500", "--day", "--runs=2"]), size);
});

Deno.test("readSize() refuses a number of hours for a day", () => {
  assertThrows(() => readSize(["--day", "--hours", "8"]), TypeError, "expected --lines N, --runs N");
});
