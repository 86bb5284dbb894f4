import { assertEquals } from "@std/assert";
import { ExitCode } from "../../lib/exit_code.ts";
import { buildReport, type RunRecord, writeReport } from "../../lib/show/report.ts";
import { doneOutcome, lackingOutcome, sampleHour } from "../support/sample_outcomes.ts";
import { scratchFolder } from "../support/scratch_folder.ts";

const RUN: RunRecord = {
  version: "1.2.3",
  startedAt: Temporal.Instant.from("2024-05-01T10:00:00.25Z"),
  finishedAt: Temporal.Instant.from("2024-05-01T10:00:07.75Z"),
  seconds: 7.25,
  options: { top: 25, baseUrls: ["http://127.0.0.1/"], logFile: undefined },
  outcomes: [
    doneOutcome({ counts: { lines: 10, malformed: 1, filtered: 4, considered: 5, invalidUtf8: 2 } }),
    lackingOutcome("failed", { hour: sampleHour(1), reason: "bad-data", message: "no trailer" }),
    lackingOutcome("missing", { hour: sampleHour(2), reason: "gap" }),
    lackingOutcome("skipped", { hour: sampleHour(3), attempts: 0, result: "results/x.tsv" }),
    doneOutcome({ hour: sampleHour(4), attempts: 1, source: undefined, result: undefined }),
  ],
  exitCode: ExitCode.SomeHoursFailed,
};

Deno.test("buildReport() tells what was asked, when, and how it ended", () => {
  const { hours: _, totals: __, ...about } = buildReport(RUN);
  assertEquals(about, {
    schema: 1,
    version: "1.2.3",
    started_at: "2024-05-01T10:00:00.250Z",
    finished_at: "2024-05-01T10:00:07.750Z",
    options: { top: 25, base_urls: ["http://127.0.0.1/"], log_file: null },
    exit_code: 3,
    error: null,
    periods: [],
  });
});

Deno.test("buildReport() says which dumps a period is made of, and which it lacks", () => {
  const hours = [sampleHour(), sampleHour(1)];
  const period = { label: "20200101T08-20200101T09", name: "top-20200101T08-20200101T09", hours };
  const lacking = [{ time: "2020-01-01T09:00Z", reason: "gap" }];
  const outcome = { period, status: "incomplete", lacking, groups: 3, reread: [1], seconds: 0.5 } as const;
  assertEquals(buildReport({ ...RUN, periods: [outcome] }).periods, [{
    period: "20200101T08-20200101T09",
    status: "incomplete",
    message: null,
    result: null,
    dumps: ["2020-01-01T08:00Z"],
    lacking,
    groups: 3,
    reread: [1],
    seconds: 0.5,
  }]);
});

Deno.test("buildReport() keeps why the run could not go on", () => {
  assertEquals(buildReport({ ...RUN, outcomes: [], error: "disk full" }).error, "disk full");
});

Deno.test("buildReport() tells all that is known of an hour", () => {
  assertEquals(buildReport(RUN).hours[0], {
    hour: "2020-01-01T08:00Z",
    status: "done",
    reason: null,
    message: null,
    result: "results/pageviews-20200101-080000.tsv",
    source: "http://127.0.0.1/2020/2020-01/pageviews-20200101-080000.gz",
    attempts: 2,
    bytes: 45_200_000,
    lines: 10,
    malformed: 1,
    filtered: 4,
    considered: 5,
    invalid_utf8: 2,
    domains: 1602,
    seconds: 3.14,
  });
});

Deno.test("buildReport() says null for what is not known of an hour", () => {
  assertEquals(buildReport(RUN).hours[1], {
    hour: "2020-01-01T09:00Z",
    status: "failed",
    reason: "bad-data",
    message: "no trailer",
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
    seconds: 0.5,
  });
});

Deno.test("buildReport() adds the hours up", () => {
  assertEquals(buildReport(RUN).totals, {
    hours: { done: 2, skipped: 1, missing: 1, failed: 1, stopped: 0 },
    attempts: 5,
    bytes: 90_400_000,
    lines: 1_234_577,
    malformed: 1,
    seconds: 7.25,
  });
});

Deno.test("writeReport() writes the report as JSON", async () => {
  using folder = scratchFolder();
  await writeReport(folder.join("report.json"), RUN);
  assertEquals(JSON.parse(Deno.readTextFileSync(folder.join("report.json"))), buildReport(RUN));
});
