import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { AbortFlag } from "../lib/abort_flag.ts";
import type { DownloadResult } from "../lib/download/download.ts";
import { HourFailure } from "../lib/failure.ts";
import type { DumpHour } from "../lib/hours.ts";
import { BadDump } from "../lib/rank/bad_dump.ts";
import { EndedEarly, type FoundInDump, runHours, type RunParts, type RunSettings } from "../lib/run.ts";
import type { HourOutcome } from "../lib/hour_outcome.ts";
import type { RunEvent } from "../lib/run_events.ts";
import { sampleHour } from "./support/sample_outcomes.ts";

const SOURCE = "http://127.0.0.1/dump.gz";

/** A run with parts that touch nothing, and all that is told of it. */
interface FakeRun {
  readonly run: (hours?: number) => Promise<void>;
  readonly flag: AbortFlag;
  readonly events: RunEvent[];
  /** What the parts were asked to do, such as `rank 08`. */
  readonly calls: string[];
  readonly outcomes: () => HourOutcome[];
}

const READY: DownloadResult = { status: "ready", path: "tmp/dump.gz", bytes: 7, attempts: 1, source: SOURCE };

function found(changes: Partial<FoundInDump["counts"]> = {}): FoundInDump {
  const counts = { lines: 100, malformed: 0, filtered: 0, considered: 100, invalidUtf8: 0, ...changes };
  const malformedLines = counts.malformed > 0
    ? [{ lineNumber: 3, reason: "not 4 columns", excerpt: "en Foo" }]
    : [];
  return { domains: 1, counts, malformedLines, inflatedBytes: 9 };
}

function fakeRun(parts: Partial<RunParts<FoundInDump>> = {}, settings: Partial<RunSettings> = {}): FakeRun {
  const flag = settings.flag ?? new AbortFlag();
  const events: RunEvent[] = [];
  const calls: string[] = [];
  const ofHour = ({ time }: DumpHour): string => time.slice(11, 13);
  const ordinary: RunParts<FoundInDump> = {
    findResult: () => Promise.resolve(undefined),
    download: (hour, listener) => {
      listener({ type: "download-started", hour, url: SOURCE });
      return Promise.resolve(READY);
    },
    rank: () => Promise.resolve(found()),
    write: (hour) => Promise.resolve(`results/${ofHour(hour)}`),
    discard: () => Promise.resolve(),
  };
  const all = { ...ordinary, ...parts };
  const told: RunParts<FoundInDump> = {
    findResult: (hour, listener) => (calls.push(`find ${ofHour(hour)}`), all.findResult(hour, listener)),
    download: (hour, listener) => (calls.push(`download ${ofHour(hour)}`), all.download(hour, listener)),
    rank: (...asked) => (calls.push("rank"), all.rank(...asked)),
    write: (hour, ...made) => (calls.push(`write ${ofHour(hour)}`), all.write(hour, ...made)),
    discard: (hour) => (calls.push(`discard ${ofHour(hour)}`), all.discard(hour)),
  };
  return {
    flag,
    events,
    calls,
    outcomes: () => events.flatMap((event) => event.type === "hour-ended" ? [event.outcome] : []),
    run: (hours = 1) =>
      runHours(Array.from({ length: hours }, (_, later) => sampleHour(later)), told, {
        hoursAtOnce: 2,
        keepDumps: false,
        maxMalformedShare: 0.01,
        endsRun: () => false,
        listener: (event) => events.push(event),
        ...settings,
        flag,
      }),
  };
}

/** What waits until the switch is thrown. */
function untilThrown({ signal }: AbortFlag): Promise<never> {
  return new Promise((_, reject) => {
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort);
  });
}

/** Lets everything go on that can go on by itself. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("runHours() downloads, ranks, writes and discards an hour, in this order", async () => {
  const { run, calls, outcomes } = fakeRun();
  await run();
  assertEquals(calls, ["find 08", "download 08", "rank", "write 08", "discard 08"]);
  const [{ seconds, ...outcome }] = outcomes();
  assertEquals(outcome, {
    hour: sampleHour(),
    status: "done",
    result: "results/08",
    source: SOURCE,
    attempts: 1,
    bytes: 7,
    counts: found().counts,
    domains: 1,
  });
  assertEquals(seconds >= 0, true);
});

Deno.test("runHours() plans all hours first and tells the end of each", async () => {
  const { run, events } = fakeRun();
  await run(3);
  assertEquals(events[0], { type: "planned", hours: [sampleHour(0), sampleHour(1), sampleHour(2)] });
  assertEquals(events.filter(({ type }) => type === "hour-ended").length, 3);
});

Deno.test("runHours() keeps the dump when asked to", async () => {
  const { run, calls } = fakeRun({}, { keepDumps: true });
  await run();
  assertEquals(calls, ["find 08", "download 08", "rank", "write 08"]);
});

Deno.test("runHours() does nothing with an hour whose result is there", async () => {
  const { run, calls, outcomes } = fakeRun({ findResult: () => Promise.resolve("results/old") });
  await run();
  assertEquals(calls, ["find 08"]);
  const [{ status, result, attempts }] = outcomes();
  assertEquals({ status, result, attempts }, { status: "skipped", result: "results/old", attempts: 0 });
});

Deno.test("runHours() has no more hours under way at once than allowed", async () => {
  const waiting: (() => void)[] = [];
  let underWay = 0;
  const highest: number[] = [];
  const { run, outcomes } = fakeRun({
    rank: async () => {
      highest.push(++underWay);
      await new Promise<void>((resolve) => waiting.push(resolve));
      underWay--;
      return found();
    },
  }, { hoursAtOnce: 3 });
  const running = run(8);
  for (let ended = 0; ended < 8; ended++) {
    await settle();
    assertEquals(waiting.length, Math.min(3, 8 - ended));
    waiting.shift()!();
  }
  await running;
  assertEquals(Math.max(...highest), 3);
  assertEquals(outcomes().length, 8);
});

Deno.test("runHours() reports a missing hour and goes on with the others", async () => {
  const { run, outcomes, calls } = fakeRun({
    download: (hour, listener) => {
      listener({ type: "download-started", hour, url: SOURCE });
      return Promise.resolve(
        hour.time === sampleHour().time ? { status: "missing", reason: "gap", attempts: 1 } : READY,
      );
    },
  }, { hoursAtOnce: 1 });
  await run(2);
  const [missing, done] = outcomes();
  assertEquals([missing.status, missing.reason, missing.counts, missing.source], [
    "missing",
    "gap",
    undefined,
    undefined,
  ]);
  assertEquals(done.status, "done");
  assertEquals(calls, [
    "find 08",
    "download 08",
    "find 09",
    "download 09",
    "rank",
    "write 09",
    "discard 09",
  ]);
});

Deno.test("runHours() throws a bad dump away, fetches it once more and ranks that", async () => {
  let ranked = 0;
  const { run, calls, events, outcomes } = fakeRun({
    rank: () => ++ranked === 1 ? Promise.reject(new BadDump("torn")) : Promise.resolve(found()),
  });
  await run();
  assertEquals(calls, [
    "find 08",
    "download 08",
    "rank",
    "discard 08",
    "download 08",
    "rank",
    "write 08",
    "discard 08",
  ]);
  assertEquals(events.filter(({ type }) => type === "dump-rejected"), [
    { type: "dump-rejected", hour: sampleHour(), reason: "torn" },
  ]);
  assertEquals(outcomes().map(({ status, attempts }) => ({ status, attempts })), [
    { status: "done", attempts: 2 },
  ]);
});

Deno.test("runHours() fails an hour whose dump is bad twice, writes nothing and keeps no dump", async () => {
  for (const keepDumps of [false, true]) {
    const { run, calls, outcomes } = fakeRun({ rank: () => Promise.reject(new BadDump("torn")) }, {
      keepDumps,
    });
    await run();
    assertEquals(calls, [
      "find 08",
      "download 08",
      "rank",
      "discard 08",
      "download 08",
      "rank",
      "discard 08",
    ]);
    const [{ status, reason, message, attempts }] = outcomes();
    assertEquals({ status, reason, message, attempts }, {
      status: "failed",
      reason: "bad-data",
      message: "torn",
      attempts: 2,
    });
  }
});

Deno.test("runHours() counts retried requests as attempts", async () => {
  const { run, outcomes } = fakeRun({
    download: (hour, listener) => {
      listener({ type: "download-started", hour, url: SOURCE });
      for (const attempt of [1, 2]) {
        listener({ type: "download-retried", hour, attempt, reason: "reset", waitMs: 0 });
      }
      return Promise.reject(new HourFailure("unreachable", "gave up"));
    },
  });
  await run();
  const [{ status, reason, attempts }] = outcomes();
  assertEquals({ status, reason, attempts }, { status: "failed", reason: "unreachable", attempts: 3 });
});

Deno.test("runHours() counts the requests for a result that is there already as attempts", async () => {
  const { run, outcomes } = fakeRun({
    findResult: (hour, listener) => {
      listener({ type: "download-started", hour, url: SOURCE });
      return Promise.resolve("results/old");
    },
  });
  await run();
  const [{ status, attempts, source }] = outcomes();
  assertEquals({ status, attempts, source }, { status: "skipped", attempts: 1, source: undefined });
});

Deno.test("runHours() tells when and why a ranking is tried again", async () => {
  const { run, events } = fakeRun({
    rank: (_hour, _path, onRetry) => {
      onRetry("the worker is gone");
      return Promise.resolve(found());
    },
  });
  await run();
  assertEquals(events.filter(({ type }) => type === "ranking-retried"), [
    { type: "ranking-retried", hour: sampleHour(), reason: "the worker is gone" },
  ]);
});

Deno.test("runHours() hands what was ranked, and the dump that it comes from, to the writing", async () => {
  const written: unknown[] = [];
  const { run } = fakeRun({
    write: (...args) => {
      written.push(args);
      return Promise.resolve(undefined);
    },
  });
  await run();
  assertEquals(written, [[sampleHour(), found(), READY]]);
});

Deno.test("runHours() fails an hour with too large a share of malformed lines, and tells of the first", async () => {
  const { run, calls, outcomes } = fakeRun({ rank: () => Promise.resolve(found({ malformed: 2 })) });
  await run();
  assertEquals(calls, ["find 08", "download 08", "rank", "discard 08"]);
  const [{ status, reason, message }] = outcomes();
  assertEquals([status, reason], ["failed", "bad-data"]);
  assertStringIncludes(message!, "2.0 % malformed lines, more than --max-malformed 1");
  assertStringIncludes(message!, "line 3: not 4 columns");
});

Deno.test("runHours() accepts just the share of malformed lines that is allowed, and tells of them", async () => {
  const { run, outcomes, events } = fakeRun({ rank: () => Promise.resolve(found({ malformed: 1 })) });
  await run();
  assertEquals(outcomes()[0].status, "done");
  assertEquals(events.filter(({ type }) => type === "lines-malformed").length, 1);
});

Deno.test("runHours() keeps the dump of an hour with too many malformed lines when asked to", async () => {
  const { run, calls, outcomes } = fakeRun({ rank: () => Promise.resolve(found({ malformed: 2 })) }, {
    keepDumps: true,
  });
  await run();
  assertEquals(outcomes()[0].status, "failed");
  assertEquals(calls.includes("discard 08"), false);
});

Deno.test("runHours() goes on with the other hours when one fails", async () => {
  const { run, outcomes } = fakeRun({
    download: ({ time }) =>
      time === sampleHour(1).time ? Promise.reject(new HourFailure("refused", "no")) : Promise.resolve(READY),
  });
  await run(4);
  const statuses = outcomes().map(({ hour, status }) => `${hour.time.slice(11, 13)} ${status}`).sort();
  assertEquals(statuses, ["08 done", "09 failed", "10 done", "11 done"]);
});

Deno.test("runHours() starts no further hour after the one that ends the run, and does not throw", async () => {
  const { run, flag, outcomes, calls } = fakeRun({
    download: () => Promise.reject(new HourFailure("refused", "no")),
  }, { hoursAtOnce: 1, endsRun: ({ status }) => status === "failed" });
  await run(3);
  assertEquals(outcomes().map(({ status }) => status), ["failed"]);
  assertEquals(calls, ["find 08", "download 08"]);
  assertEquals(flag.signal.reason instanceof EndedEarly, true);
});

Deno.test("runHours() aborts the hours under way when one ends the run", async () => {
  const flag = new AbortFlag();
  const { run, outcomes } = fakeRun({
    download: ({ time }) => {
      if (time === sampleHour(1).time) return Promise.reject(new HourFailure("refused", "no"));
      return untilThrown(flag);
    },
  }, { flag, endsRun: ({ status }) => status === "failed" });
  await run(5);
  assertEquals(outcomes().map(({ hour }) => hour.time), [sampleHour(1).time]);
});

Deno.test("runHours() tells at the end of each hour that a run ended early has not come to", async () => {
  const flag = new AbortFlag();
  const { run, events } = fakeRun({
    download: (hour, listener) => {
      listener({ type: "download-started", hour, url: SOURCE });
      if (hour.time === sampleHour(1).time) return Promise.reject(new HourFailure("refused", "no"));
      return untilThrown(flag);
    },
  }, { flag, endsRun: ({ status }) => status === "failed" });
  await run(4);
  const stopped = events.flatMap((event) => event.type === "hours-stopped" ? event.outcomes : []);
  assertEquals(
    stopped.map(({ hour, status, attempts }) => [hour.time, status, attempts]).sort(),
    [0, 2, 3].map((later) => [sampleHour(later).time, "stopped", later === 0 ? 1 : 0]),
  );
  assertEquals(events.at(-1)?.type, "hours-stopped");
});

Deno.test("runHours() throws the switch when a part fails unexpectedly, and stops the other hours", async () => {
  const bug = new Error("a worker died");
  const flag = new AbortFlag();
  let aborted = 0;
  const { run, outcomes, calls } = fakeRun({
    rank: () => Promise.reject(bug),
    download: ({ time }) => {
      if (time === sampleHour().time) return Promise.resolve(READY);
      return untilThrown(flag).finally(() => aborted++);
    },
  }, { flag, hoursAtOnce: 3 });
  assertEquals(await assertRejects(() => run(9)) === bug, true);
  assertEquals([flag.thrown, aborted, outcomes()], [true, 2, []]);
  assertEquals(calls.filter((call) => call.startsWith("find")).length, 3);
});

Deno.test("runHours() ends with the switch's reason, and not with what followed from it", async () => {
  const { run, flag, outcomes } = fakeRun({
    rank: () => {
      flag.throwSwitch(new Error("interrupted"));
      return Promise.reject(new HourFailure("bad-data", "half a dump"));
    },
  });
  const error = await assertRejects(() => run(2), Error);
  assertEquals(error.message, "interrupted");
  assertEquals(outcomes(), []);
});

Deno.test("runHours() starts nothing when the switch was thrown before", async () => {
  const { run, flag, calls } = fakeRun();
  flag.throwSwitch(new Error("interrupted"));
  await assertRejects(() => run(2), Error, "interrupted");
  assertEquals(calls, []);
});

Deno.test("runHours() lets every hour under way come to its end before it throws", async () => {
  const slow = Promise.withResolvers<string>();
  let hasEnded = false;
  const { run } = fakeRun({
    write: ({ time }) => time === sampleHour().time ? slow.promise : Promise.reject(new Error("disk full")),
  });
  const running = assertRejects(() => run(2), Error, "disk full").then(() => hasEnded = true);
  await settle();
  assertEquals(hasEnded, false);
  slow.resolve("results/08");
  await running;
});
