import { assertEquals } from "@std/assert";
import { counted, duration, wholeSeconds } from "../../lib/show/figures.ts";

Deno.test("counted() uses the plural for all but one", () => {
  assertEquals(
    [0, 1, 2, 1_234_567].map((count) => counted(count, "line")),
    ["0 lines", "1 line", "2 lines", "1,234,567 lines"],
  );
});

Deno.test("duration() shows tenths up to a minute, and whole units from there", () => {
  assertEquals(
    [0, 3.14, 59.9, 59.96, 99.4, 3600].map(duration),
    ["0.0 s", "3.1 s", "59.9 s", "1m", "1m 39s", "1h"],
  );
});

Deno.test("wholeSeconds() rounds", () => {
  assertEquals([0, 0.4, 11.6, 3723].map(wholeSeconds), ["0s", "0s", "12s", "1h 2m 3s"]);
});
