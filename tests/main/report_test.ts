import { assertEquals, assertGreater } from "@std/assert";
import { gzip, setUpWikitop } from "../support/wikitop_process.ts";

Deno.test("wikitop --report tells all that came of each hour, and the sums", async () => {
  const text = "de A 1 0\nen A 2 0\nen Foo\nen B \xff 0\n".repeat(2);
  await using bench = setUpWikitop([text, undefined]);
  const { report } = await bench.run(["--max-malformed", "100", "--domains", "en"]);
  const { started_at, finished_at, options, hours, totals: { seconds, ...totals }, ...rest } = report!;
  assertEquals(rest, { schema: 1, version: "1.0.0", exit_code: 0, error: null, periods: [] });
  assertGreater(Date.parse(finished_at), Date.parse(started_at));
  assertGreater(seconds, 0);
  assertEquals([options.top, options.domains, options.contact], [25, ["en"], null]);
  const [done, missing]: unknown[] = hours.map((hour) => ({ ...hour, seconds: Number(hour.seconds) > 0 }));
  assertEquals(done, {
    hour: "2020-01-01T08:00Z",
    status: "done",
    reason: null,
    message: null,
    result: "results/pageviews-20200101-080000.tsv",
    source: `${bench.server.baseUrl}/2020/2020-01/pageviews-20200101-080000.gz`,
    attempts: 1,
    bytes: gzip(text).length,
    lines: 8,
    malformed: 4,
    filtered: 2,
    considered: 2,
    invalid_utf8: 0,
    domains: 1,
    seconds: true,
  });
  assertEquals(missing, {
    hour: "2020-01-01T09:00Z",
    status: "missing",
    reason: "gap",
    message: "the server does not have this hour",
    result: null,
    source: null,
    attempts: 1,
    bytes: 0,
    lines: null,
    malformed: null,
    filtered: null,
    considered: null,
    invalid_utf8: null,
    domains: 0,
    seconds: true,
  });
  assertEquals(totals, {
    hours: { done: 1, skipped: 0, missing: 1, failed: 0, stopped: 0 },
    attempts: 2,
    bytes: gzip(text).length,
    lines: 8,
    malformed: 4,
  });
});

Deno.test("wikitop --log-file tells each step and each malformed line, and adds to what is there", async () => {
  await using bench = setUpWikitop(["en A 1 0\nen Foo\n"]);
  const args = ["--max-malformed", "100", "--log-level", "debug"];
  const { log } = await bench.run(args);
  assertEquals(log.map(({ level, message }) => `${level} ${message}`), [
    "INFO run planned",
    "DEBUG download started",
    "DEBUG download ended",
    "DEBUG ranking started",
    "WARN line malformed",
    "INFO hour done",
  ]);
  const { hour, line_number, reason, excerpt } = log[4].properties;
  assertEquals([hour, line_number, reason, excerpt], ["2020-01-01T08:00Z", 2, "not 4 columns", "en Foo"]);
  const again = await bench.run(args);
  assertEquals(again.log.slice(0, log.length), log);
  assertEquals(again.log.slice(log.length).map(({ message }) => message), ["run planned", "hour skipped"]);
});

Deno.test("wikitop --log-level leaves out what is below it", async () => {
  await using bench = setUpWikitop(["en A 1 0\nen Foo\n"]);
  const { log } = await bench.run(["--log-level", "error"]);
  assertEquals(log.map(({ message }) => message), ["hour failed"]);
});
