import { assertEquals } from "@std/assert";
import { summaryText } from "../../lib/show/summary.ts";
import { doneOutcome, lackingOutcome, sampleHour } from "../support/sample_outcomes.ts";

const COUNTS = { lines: 1, malformed: 12, filtered: 0, considered: 0, invalidUtf8: 0 };

Deno.test("summaryText() adds the hours up", () => {
  const outcomes = [
    doneOutcome(),
    doneOutcome({ counts: { ...COUNTS, lines: 1000 } }),
    lackingOutcome("skipped"),
  ];
  assertEquals(
    summaryText(outcomes, 3.14),
    "3 hours: 2 done, 1 skipped, 0 missing, 0 failed\n" +
      "1,235,567 lines (12 malformed), 90.4 MB in 3.1 s\n",
  );
});

Deno.test("summaryText() speaks of a single hour and a single line as one", () => {
  const text = summaryText([doneOutcome({ counts: { ...COUNTS, malformed: 0 }, bytes: 1 })], 99);
  assertEquals(
    text,
    "1 hour: 1 done, 0 skipped, 0 missing, 0 failed\n1 line (0 malformed), 1 B in 1m 39s\n",
  );
});

Deno.test("summaryText() names the hours that failed, then those that are missing, and why", () => {
  const outcomes = [
    lackingOutcome("missing", { reason: "not-yet-published" }),
    lackingOutcome("failed", { hour: sampleHour(1), reason: "refused", message: "403 \x1b[31m" }),
  ];
  assertEquals(summaryText(outcomes, 0).split("\n").slice(2), [
    "failed 2020-01-01T09:00Z: refused (403 \\u{1B}[31m)",
    "missing 2020-01-01T08:00Z: not-yet-published",
    "",
  ]);
});

Deno.test("summaryText() names ten hours and counts the rest", () => {
  const failed = (count: number): string[] =>
    summaryText(
      Array.from({ length: count }, (_, later) =>
        lackingOutcome("failed", { hour: sampleHour(later), reason: "bad-data" })),
      0,
    ).split("\n").slice(2);
  assertEquals(failed(10).length, 11);
  assertEquals(failed(11).slice(9), [
    "failed 2020-01-01T17:00Z: bad-data",
    "and 1 more hour failed or missing",
    "",
  ]);
  assertEquals(failed(13).at(10), "and 3 more hours failed or missing");
});
