import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { ExitCode } from "../../lib/exit_code.ts";
import { RunFailure } from "../../lib/failure.ts";
import { openLog } from "../../lib/show/log.ts";
import type { RunEvent } from "../../lib/run_events.ts";
import { doneOutcome, lackingOutcome, sampleHour } from "../support/sample_outcomes.ts";
import { scratchFolder } from "../support/scratch_folder.ts";

const hour = sampleHour();

const EVENTS: readonly RunEvent[] = [
  { type: "planned", hours: [hour] },
  { type: "download-started", hour, url: "http://127.0.0.1/x.gz" },
  { type: "download-advanced", hour, receivedBytes: 1, totalBytes: 2 },
  { type: "download-retried", hour, attempt: 1, reason: "503", waitMs: 2000 },
  { type: "download-ended", hour, bytes: 2 },
  { type: "ranking-started", hour },
  { type: "dump-rejected", hour, reason: "bad CRC" },
  {
    type: "lines-malformed",
    hour,
    lines: [{ lineNumber: 7, reason: "3 columns", excerpt: "en \u202e {x}\n 1" }],
  },
  { type: "hour-ended", outcome: doneOutcome() },
  { type: "hour-ended", outcome: lackingOutcome("missing", { reason: "gap" }) },
  { type: "hour-ended", outcome: lackingOutcome("failed", { reason: "bad-data", message: "no {trailer}" }) },
  {
    type: "period-retried",
    period: { label: "2020-01-01", name: "top-2020-01-01", hours: [hour] },
    reason: "lost",
  },
];

interface LogLine {
  readonly "@timestamp": string;
  readonly level: string;
  readonly message: string;
  readonly logger: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

async function logOf(level: "debug" | "info" | "warning" | "error"): Promise<LogLine[]> {
  using folder = scratchFolder();
  const path = folder.join("wikitop.log");
  {
    using log = await openLog({ path, level, onFailure: fail });
    EVENTS.forEach(log.listener);
  }
  const lines = Deno.readTextFileSync(path).split("\n");
  assertEquals(lines.pop(), "");
  return lines.map((line) => JSON.parse(line));
}

function fail(failure: RunFailure): void {
  throw failure;
}

Deno.test("openLog() logs each event but progress, at its level", async () => {
  assertEquals((await logOf("debug")).map(({ level, message }) => `${level} ${message}`), [
    "INFO run planned",
    "DEBUG download started",
    "WARN download retried",
    "DEBUG download ended",
    "DEBUG ranking started",
    "WARN dump rejected",
    "WARN line malformed",
    "INFO hour done",
    "WARN hour missing",
    "ERROR hour failed",
    "WARN period retried",
  ]);
});

Deno.test("openLog() leaves out what is below its level", async () => {
  assertEquals((await logOf("info")).length, 8);
  assertEquals((await logOf("warning")).length, 6);
  assertEquals((await logOf("error")).length, 1);
});

Deno.test("openLog() writes one object a line with time, logger and what belongs to it", async () => {
  const [line] = await logOf("error");
  assertMatch(line["@timestamp"], /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assertEquals(line.logger, "wikitop");
  const { status, reason, message, lines } = line.properties;
  assertEquals({ status, reason, message, lines }, {
    status: "failed",
    reason: "bad-data",
    message: "no {trailer}",
    lines: null,
  });
});

Deno.test("openLog() shows a malformed line with its number, escaped", async () => {
  const malformed = (await logOf("warning")).find(({ message }) => message === "line malformed");
  assertEquals(malformed?.properties, {
    hour: hour.time,
    line_number: 7,
    reason: "3 columns",
    excerpt: "en \\u{202E} {x}\\u{A} 1",
  });
});

Deno.test("openLog() adds to a log that is there, and writes each record at once", async () => {
  using folder = scratchFolder();
  const path = folder.join("wikitop.log");
  Deno.writeTextFileSync(path, "old\n");
  using log = await openLog({ path, level: "info", onFailure: fail });
  log.logger.info("run started", { version: "1" });
  const [old, line] = Deno.readTextFileSync(path).split("\n");
  assertEquals(old, "old");
  assertStringIncludes(line, '"message":"run started"');
});

Deno.test("openLog() refuses a path that cannot be opened", async () => {
  using folder = scratchFolder();
  const failure = await assertRejects(
    () => openLog({ path: folder.path, level: "info", onFailure: fail }),
    RunFailure,
    `Cannot open the log "${folder.path}"`,
  );
  assertEquals(failure.exitCode, ExitCode.CannotCreate);
});

Deno.test({
  name: "openLog() tells once that the log cannot be written any more",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const failures: RunFailure[] = [];
    using log = await openLog({
      path: "/dev/full",
      level: "info",
      onFailure: (failure) => failures.push(failure),
    });
    EVENTS.forEach(log.listener);
    assertEquals(failures.map(({ exitCode }) => exitCode), [ExitCode.InputOutput]);
    assertStringIncludes(failures[0].message, '"/dev/full"');
  },
});
