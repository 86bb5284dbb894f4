import { assert, assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import { openProgress, type ProgressOptions, type Screen } from "../../lib/show/progress.ts";
import type { HourOutcome } from "../../lib/hour_outcome.ts";
import type { RunEvent } from "../../lib/run_events.ts";
import { doneOutcome, lackingOutcome, sampleHour } from "../support/sample_outcomes.ts";

const hour = sampleHour();

const EVENTS: readonly RunEvent[] = [
  { type: "planned", hours: [hour, sampleHour(1)] },
  { type: "download-started", hour, url: "http://127.0.0.1/x.gz" },
  { type: "download-advanced", hour, receivedBytes: 25_000_000, totalBytes: 100_000_000 },
  { type: "download-retried", hour, attempt: 2, reason: "503 \x1b[2J", waitMs: 2500 },
  { type: "download-ended", hour, bytes: 100_000_000 },
  { type: "ranking-started", hour },
  { type: "dump-rejected", hour, reason: "bad CRC" },
  { type: "hour-ended", outcome: doneOutcome() },
  { type: "hour-ended", outcome: lackingOutcome("failed", { reason: "bad-data", message: "no trailer" }) },
];

const FAILED_LINE = "2020-01-01T08:00Z failed: no trailer\n";

const PLAIN_TEXT = "2 hours: 2020-01-01T08:00Z to 2020-01-01T09:00Z\n" +
  "2020-01-01T08:00Z attempt 2 failed: 503 \\u{1B}[2J; trying again in 2.5 s\n" +
  "2020-01-01T08:00Z dump rejected: bad CRC\n" +
  "2020-01-01T08:00Z done: 1,234,567 lines, 1,602 domains, 45.2 MB in 3.1 s\n" +
  FAILED_LINE;

function screen(isTerminal: boolean): Screen & { text: () => string } {
  const decoder = new TextDecoder();
  let text = "";
  return {
    isTerminal: () => isTerminal,
    writeSync: (bytes) => {
      text += decoder.decode(bytes);
      return bytes.length;
    },
    text: () => text,
  };
}

async function shown(
  options: ProgressOptions,
  isTerminal: boolean,
  events: readonly RunEvent[] = EVENTS,
): Promise<string> {
  const stderr = screen(isTerminal);
  {
    using progress = await openProgress(options, stderr);
    events.forEach(progress.listener);
  }
  return stderr.text();
}

Deno.test("openProgress() prints plain lines when asked to, or when standard error is no terminal", async () => {
  assertEquals(await shown({ style: "plain", quiet: false }, true), PLAIN_TEXT);
  assertEquals(await shown({ style: "auto", quiet: false }, false), PLAIN_TEXT);
});

Deno.test("openProgress() tells hours that are skipped and missing, and malformed lines", async () => {
  const counts = { lines: 1, malformed: 1, filtered: 0, considered: 0, invalidUtf8: 0 };
  const outcomes = [
    lackingOutcome("skipped", { result: "results/x.tsv" }),
    lackingOutcome("missing", { reason: "gap" }),
    doneOutcome({ counts, domains: 1 }),
  ];
  assertEquals(
    await shown(
      { style: "plain", quiet: false },
      false,
      outcomes.map((outcome) => ({ type: "hour-ended", outcome })),
    ),
    "2020-01-01T08:00Z skipped: results/x.tsv is there already\n" +
      "2020-01-01T08:00Z missing: gap\n" +
      "2020-01-01T08:00Z done: 1 line (1 malformed), 1 domain, 45.2 MB in 3.1 s\n",
  );
});

Deno.test("openProgress() shows nothing with style none", async () => {
  assertEquals(await shown({ style: "none", quiet: false }, true), "");
});

Deno.test("openProgress() tells failed periods when quiet, and of a worker lost over one otherwise", async () => {
  const period = { label: "2020-01-01", name: "top-2020-01-01", hours: [hour] };
  const figures = { lacking: [], groups: 0, reread: [], seconds: 1 };
  const events: RunEvent[] = [
    { type: "period-retried", period, reason: "The worker \x1b ended" },
    { type: "period-ended", outcome: { period, status: "failed", message: "too many", ...figures } },
  ];
  const failed = "2020-01-01 failed: too many\n";
  assertEquals(await shown({ style: "auto", quiet: true }, true, events), failed);
  assertEquals(
    await shown({ style: "plain", quiet: false }, true, events),
    `2020-01-01 The worker \\u{1B} ended; trying again with a fresh one\n${failed}`,
  );
});

Deno.test("openProgress() tells failed hours alone when quiet, whatever the style", async () => {
  for (const style of ["auto", "bar", "plain", "none"] as const) {
    assertEquals(await shown({ style, quiet: true }, true), FAILED_LINE);
  }
});

Deno.test("openProgress() draws bars on a terminal, and clears them at the end", async () => {
  const text = await shown({ style: "auto", quiet: false }, true, EVENTS.slice(0, 3));
  assertMatch(text, /0 of 2 hours +░{14} +0% +ranking 0/);
  assertMatch(text, /2020-01-01T08:00Z ███+░+ +25% +25 MB\/100 MB +0 B\/s/);
  assert(text.endsWith("\x1b[0J"));
});

Deno.test("openProgress() draws no more bars than a terminal has rows", async () => {
  const downloads = Array.from({ length: 2000 }, (_, later): RunEvent => ({
    ...EVENTS[2] as RunEvent & { type: "download-advanced" },
    hour: sampleHour(later),
  }));
  const text = await shown({ style: "bar", quiet: false }, true, [EVENTS[0], ...downloads]);
  const drawn = new Set(text.match(/\S+Z ███/g));
  assert(drawn.size > 0 && drawn.size < 1000, `${drawn.size} bars`);
});

Deno.test("openProgress() draws bars elsewhere when asked to", async () => {
  assertStringIncludes(await shown({ style: "bar", quiet: false }, false), "2 of 2 hours");
});

Deno.test("openProgress() prints lines above the bars, and none is lost", async () => {
  const text = await shown({ style: "bar", quiet: false }, true);
  for (const line of PLAIN_TEXT.trimEnd().split("\n")) assertStringIncludes(text, `\x1b[J${line}\n`);
});

Deno.test("openProgress() never hides the cursor nor changes how lines wrap", async () => {
  const text = await shown({ style: "bar", quiet: false }, true);
  assert(!text.includes("\x1b[?"));
});

Deno.test("openProgress() shows how fast a download goes and how long it takes", async () => {
  const text = await shown({ style: "bar", quiet: false }, true, [
    EVENTS[2],
    { type: "download-advanced", hour, receivedBytes: 99_000_000, totalBytes: 100_000_000 },
  ]);
  assertMatch(text, /99% +99 MB\/100 MB +[\d.]+ .?B\/s +\d+s left/);
});

Deno.test("openProgress() guesses the time left from hours that took time alone", async () => {
  const ended = (outcome: HourOutcome): Promise<string> =>
    shown({ style: "bar", quiet: false }, true, [EVENTS[0], { type: "hour-ended", outcome }]);
  assertMatch(await ended(doneOutcome()), /1 of 2 hours .* ranking 0 +\d+s left/);
  assertNotMatch(await ended(lackingOutcome("skipped")), /1 of 2 hours .* ranking 0 +\d+s left/);
});

Deno.test("openProgress() shows no bar for a size that is not known", async () => {
  const text = await shown({ style: "bar", quiet: false }, true, [
    { type: "download-advanced", hour, receivedBytes: 1_000_000, totalBytes: undefined },
  ]);
  assertMatch(text, /2020-01-01T08:00Z {2}1 MB {2}0 B\/s/);
});

Deno.test("openProgress() takes a download's bar away when it ends or is tried again", async () => {
  for (const ending of [3, 4]) {
    const before = [EVENTS[0], EVENTS[2], EVENTS[ending]];
    const text = await shown({ style: "bar", quiet: false }, true, [...before, EVENTS[5]]);
    assert(!text.slice(text.lastIndexOf("0 of 2 hours")).includes("25 MB"));
  }
});

Deno.test("openProgress() leaves no timer behind, not even for events that come too late", async () => {
  const stderr = screen(true);
  const progress = await openProgress({ style: "bar", quiet: false }, stderr);
  EVENTS.forEach(progress.listener);
  progress[Symbol.dispose]();
  const length = stderr.text().length;
  EVENTS.forEach(progress.listener);
  assertEquals(stderr.text().length, length);
});

Deno.test("openProgress() goes on when nobody reads standard error any more", async () => {
  const closed: Screen = {
    isTerminal: () => false,
    writeSync: () => {
      throw new Deno.errors.BrokenPipe("gone");
    },
  };
  using progress = await openProgress({ style: "plain", quiet: false }, closed);
  EVENTS.forEach(progress.listener);
});
