import { assert, assertEquals, assertRejects } from "@std/assert";
import { AbortFlag } from "../../lib/abort_flag.ts";
import { parseCommandLine } from "../../lib/cli/cli.ts";
import type { PeriodOutcome } from "../../lib/period/period_outcome.ts";
import { runPeriods } from "../../lib/period/run_periods.ts";
import { openPipeline } from "../../lib/pipeline.ts";
import type { RunEvent } from "../../lib/run_events.ts";
import { bruteForce } from "../support/brute_force.ts";
import { type DumpServer, startDumpServer } from "../support/dump_server.ts";
import { type ScratchFolder, scratchFolder } from "../support/scratch_folder.ts";
import { smallWorld } from "../support/small_world.ts";

const { dumps, texts } = smallWorld({ hours: 6, lines: 6_000 });
const WORKER = new URL("../../workers/rank_worker.ts", import.meta.url);
const CRASHING_WORKER = new URL("../support/crashing_worker.ts", import.meta.url);
const NOW = Temporal.Instant.from("2024-02-01T00:00Z");
const RANGE = ["--every", "all", "2024-01-05T01", "2024-01-05T06"];

interface Run {
  readonly outcomes: PeriodOutcome[];
  readonly events: RunEvent[];
  readonly result: string;
}

/** Makes the results of periods, in this process. */
async function run(
  folder: ScratchFolder,
  server: DumpServer,
  {
    argv = RANGE,
    workerUrl = WORKER,
    flag = new AbortFlag(),
    onEvent = (_: RunEvent): void => {},
    now = NOW,
    hoursAtOnce = 5,
  } = {},
): Promise<Run> {
  const folders = ["--tmp-dir", folder.join("tmp"), "--results-dir", folder.join("results")];
  const asking = [
    "--base-url",
    server.baseUrl,
    "--contact",
    "test@example.org",
    "--tries",
    "1",
    "--workers",
    "2",
  ];
  const surroundings = { env: () => undefined, cores: 2, now };
  const command = parseCommandLine([...argv, ...folders, ...asking], surroundings);
  if (command.kind !== "run" || !command.periods) throw new TypeError("The arguments name no periods");
  const { options, periods } = command;
  for (const name of ["tmp", "results"]) Deno.mkdirSync(folder.join(name), { recursive: true });
  using pipeline = openPipeline(options, { flag, workerUrl, blacklist: new Map(), version: "1.0.0" });
  const events: RunEvent[] = [];
  const listener = (event: RunEvent): void => {
    events.push(event);
    onEvent(event);
  };
  const settings = {
    hoursAtOnce,
    keepDumps: false,
    maxMalformedShare: 1,
    endsRun: () => false,
    flag,
    listener,
  };
  await runPeriods(periods, { options, pipeline, settings, now });
  const outcomes = events.flatMap((event) => event.type === "period-ended" ? [event.outcome] : []);
  const path = outcomes[0]?.result;
  return { outcomes, events, result: path === undefined ? "" : Deno.readTextFileSync(path) };
}

const EXPECTED = "domain_code\tpage_title\tcount_views\n" +
  bruteForce(texts, { top: 25 }).flatMap(({ name, pages }) =>
    pages.map(({ pageTitle, countViews }) => `${name}\t${pageTitle}\t${countViews}\n`)
  ).join("");

Deno.test("runPeriods() gives the same result when workers are lost over every kind of request", async () => {
  using folder = scratchFolder();
  await using server = startDumpServer({ dumps });
  const { outcomes, events, result } = await run(folder, server, { workerUrl: CRASHING_WORKER });
  assertEquals(outcomes[0]?.status, "done");
  assertEquals(result, EXPECTED);
  const marks = [...Deno.readDirSync(folder.join("tmp"))].map(({ name }) => name).filter((name) =>
    /^crash/.test(name)
  );
  assertEquals(marks.sort(), ["crashed-list", "crashed-seek", "crashed-sum"]);
  const retries = events.filter(({ type }) => type === "ranking-retried" || type === "period-retried");
  const reasons = retries.map((event) => "reason" in event ? event.reason : "");
  assertEquals(
    reasons.map((reason) => /Crashed over (\w+)/.exec(reason)?.[1]).sort(),
    ["list", "seek", "sum"],
    "every loss is told",
  );
});

Deno.test("runPeriods() reads no dump twice after it was stopped while dumps were read again", async () => {
  using folder = scratchFolder();
  await using server = startDumpServer({ dumps });
  const flag = new AbortFlag();
  const stop = (event: RunEvent): void => {
    if (event.type === "period-reread") flag.throwSwitch(new Error("Stopped"));
  };
  await assertRejects(() => run(folder, server, { flag, onEvent: stop }), Error, "Stopped");
  assertEquals(server.requests.length, 6);
  const { events, result } = await run(folder, server);
  assertEquals(result, EXPECTED);
  assertEquals(server.requests.length, 6, "dumps were still there");
  const hours = events.flatMap((event) => event.type === "hour-ended" ? [event.outcome.status] : []);
  assertEquals(new Set(hours), new Set(["skipped"]));
});

Deno.test("runPeriods() adds up anew when a dump that it has to read again is another one by now", async () => {
  using folder = scratchFolder();
  const served = new Map(dumps);
  await using server = startDumpServer({ dumps: served });
  await run(folder, server);
  const [first, second] = [...served.keys()];
  served.set(first!, dumps.get(second!)!);
  Deno.removeSync(folder.join("results"), { recursive: true });
  const { result, outcomes } = await run(folder, server, { argv: [...RANGE, "--top", "90"] });
  assertEquals(outcomes[0]?.status, "done");
  const expected = bruteForce([texts[1]!, ...texts.slice(1)], { top: 90 });
  assertEquals(result.split("\n").length - 2, expected.flatMap(({ pages }) => pages).length);
  assertEquals(
    result,
    "domain_code\tpage_title\tcount_views\n" +
      expected.flatMap(({ name, pages }) =>
        pages.map(({ pageTitle, countViews }) => `${name}\t${pageTitle}\t${countViews}\n`)
      ).join(""),
  );
});

Deno.test("runPeriods() fetches a dump again that was damaged before it is read again", async () => {
  using folder = scratchFolder();
  await using server = startDumpServer({ dumps });
  const damage = (event: RunEvent): void => {
    if (event.type !== "period-summed") return;
    for (const { name } of Deno.readDirSync(folder.join("tmp"))) {
      if (name.endsWith(".packed")) Deno.removeSync(folder.join("tmp", name));
      if (name.endsWith("050000.gz")) corrupt(folder.join("tmp", name));
    }
  };
  const { result, events } = await run(folder, server, { onEvent: damage });
  assertEquals(result, EXPECTED);
  assertEquals(events.filter(({ type }) => type === "dump-rejected").length, 1);
  assertEquals(server.requests.length, 7);
});

Deno.test("runPeriods() does not ask for the hours of a day that are to come", async () => {
  using folder = scratchFolder();
  await using server = startDumpServer({ dumps });
  const now = Temporal.Instant.from("2024-01-05T04:30Z");
  const { outcomes } = await run(folder, server, { argv: ["--every", "day", "2024-01-05"], now });
  assertEquals(server.requests.length, 4);
  const [outcome] = outcomes;
  assertEquals([outcome?.status, outcome?.lacking.length], ["incomplete", 20]);
  assertEquals(outcome?.lacking[0], { time: "2024-01-05T05:00Z", reason: "not-yet-published" });
});

Deno.test("runPeriods() has no more dumps in tmp/ than hours at once when it fetches some again", async () => {
  using folder = scratchFolder();
  let mostDumps = 0;
  await using server = startDumpServer({
    dumps,
    fault: (_request, index) => {
      const names = [...Deno.readDirSync(folder.join("tmp"))].map(({ name }) => name);
      if (index >= 6) mostDumps = Math.max(mostDumps, names.filter((name) => name.endsWith(".gz")).length);
      return undefined;
    },
  });
  await run(folder, server);
  const { result } = await run(folder, server, {
    argv: [...RANGE, "--top", "90", "--force"],
    hoursAtOnce: 1,
  });
  assertEquals(
    result.split("\n").length - 2,
    bruteForce(texts, { top: 90 }).flatMap(({ pages }) => pages).length,
  );
  assert(server.requests.length > 6, "some are fetched again");
  assertEquals(mostDumps, 0);
});

Deno.test("runPeriods() fails a period whose dump it has to read again and cannot, and says what to do", async () => {
  using folder = scratchFolder();
  const served = new Map(dumps);
  await using server = startDumpServer({ dumps: served });
  await run(folder, server);
  served.delete("pageviews-20240105-030000.gz");
  const argv = [...RANGE, "--top", "90", "--force"];
  const { outcomes: [failed] } = await run(folder, server, { argv });
  assertEquals(failed?.status, "failed");
  const [, lists] = /remove "(.*)" to go without that hour/.exec(failed?.message ?? "") ?? [];
  assertEquals(lists, folder.join("tmp", "pageviews-20240105-030000.lists"));
  Deno.removeSync(lists!);
  const { outcomes: [incomplete] } = await run(folder, server, { argv });
  assertEquals([incomplete?.status, incomplete?.lacking.length], ["incomplete", 1]);
});

Deno.test("runPeriods() removes lists that no run has used for as long as --keep-lists says", async () => {
  using folder = scratchFolder();
  await using server = startDumpServer({ dumps });
  const old = folder.join("tmp", "pageviews-20230105-010000.lists");
  Deno.mkdirSync(folder.join("tmp"));
  const isThereAfter = async (days: number): Promise<boolean> => {
    Deno.writeTextFileSync(old, "");
    Deno.utimeSync(old, new Date("2023-12-01"), new Date("2023-12-01"));
    await run(folder, server, { argv: [...RANGE, "--keep-lists", `${days}`] });
    return [...Deno.readDirSync(folder.join("tmp"))].some(({ name }) => old.endsWith(name));
  };
  assertEquals([await isThereAfter(63), await isThereAfter(61)], [true, false]);
});

Deno.test("runPeriods() with --refresh lists anew what the server has another version of", async () => {
  using folder = scratchFolder();
  const served = new Map(dumps);
  await using server = startDumpServer({ dumps: served });
  await run(folder, server);
  const [first, second] = [...served.keys()];
  served.set(first!, dumps.get(second!)!);
  const { events, outcomes } = await run(folder, server, { argv: [...RANGE, "--refresh"] });
  assertEquals(outcomes[0]?.status, "done");
  const done = events.flatMap((event) =>
    event.type === "hour-ended" && event.outcome.status === "done" ? [event.outcome.hour.time] : []
  );
  assertEquals(done, ["2024-01-05T01:00Z"]);
});

function corrupt(path: string): void {
  const bytes = Deno.readFileSync(path);
  bytes.fill(0x55, bytes.length >> 2, (bytes.length >> 2) + 64);
  Deno.writeFileSync(path, bytes);
}
