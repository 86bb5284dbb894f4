import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { projectOf } from "../../lib/period/project.ts";
import type { GroupRanking } from "../../lib/period/sum_groups.ts";
import type { Report } from "../../lib/show/report.ts";
import { bruteForce } from "../support/brute_force.ts";
import { type DumpServer, startDumpServer } from "../support/dump_server.ts";
import { type ScratchFolder, scratchFolder } from "../support/scratch_folder.ts";
import { smallWorld } from "../support/small_world.ts";
import { gzip, MAIN, setUpWikitop } from "../support/wikitop_process.ts";

const { dumps, texts } = smallWorld({ hours: 24 });

/** What a run came to. */
interface WikitopRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The program as people run it, in a process of its own. */
function wikitop(...argv: string[]): Deno.Command {
  const args = ["run", "--no-prompt", "--allow-all", MAIN, ...argv];
  return new Deno.Command(Deno.execPath(), { args, stdin: "null", stdout: "piped", stderr: "piped" });
}

async function runWikitop(...argv: string[]): Promise<WikitopRun> {
  const { code, stdout, stderr } = await wikitop(...argv).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Where a run of this file finds and puts everything. */
function argumentsFor(folder: ScratchFolder, server: DumpServer): string[] {
  return [
    ...["--base-url", server.baseUrl, "--contact", "test@example.org", "--tries", "1", "--workers", "2"],
    ...["--tmp-dir", folder.join("tmp"), "--results-dir", folder.join("results")],
    ...["--report", folder.join("report.json"), "--blacklist", "/dev/null"],
  ];
}

function run(folder: ScratchFolder, server: DumpServer, ...argv: string[]): Promise<WikitopRun> {
  return runWikitop(...argumentsFor(folder, server), ...argv);
}

function report(folder: ScratchFolder): Report {
  return JSON.parse(Deno.readTextFileSync(folder.join("report.json")));
}

function names(folder: ScratchFolder, sub: string): string[] {
  return [...Deno.readDirSync(folder.join(sub))].map(({ name }) => name).filter((name) =>
    !name.startsWith(".")
  ).sort();
}

/** The result as TSV; the titles of this world need no escapes. */
function tsv(name: string, rankings: readonly GroupRanking[]): string {
  const rows = rankings.flatMap((group) =>
    group.pages.map(({ pageTitle, countViews }) => `${group.name}\t${pageTitle}\t${countViews}\n`)
  );
  return [`${name}\tpage_title\tcount_views\n`, ...rows].join("");
}

Deno.test("wikitop --every day adds up a day exactly, and throws its dumps away", async () => {
  using folder = scratchFolder();
  await using server = startDumpServer({ dumps });
  const { code, stderr } = await run(folder, server, "--every", "day", "2024-01-05", "--top", "7");
  assertEquals(code, 0, stderr);
  assertEquals(
    Deno.readTextFileSync(folder.join("results", "top-2024-01-05.tsv")),
    tsv("domain_code", bruteForce(texts, { top: 7 })),
  );
  const [period] = report(folder).periods;
  assertEquals([period?.status, period?.dumps.length, period?.lacking], ["done", 24, []]);
  assertEquals([period?.dumps[0], period?.dumps.at(-1)], ["2024-01-05T01:00Z", "2024-01-06T00:00Z"]);
  assertEquals(server.requests.length, 24);
  assertEquals(names(folder, "tmp").filter((name) => !name.endsWith(".lists")), []);
  assertStringIncludes(stderr, "2024-01-05 adding up 24 hours");
});

Deno.test("wikitop --group project adds up what a project is read through, also within an hour", async () => {
  using folder = scratchFolder();
  await using server = startDumpServer({ dumps });
  const { code, stderr } = await run(folder, server, "--group", "project", "2024-01-05T01", "2024-01-05T02");
  assertEquals(code, 0, stderr);
  assertEquals(names(folder, "results"), [
    "pageviews-20240105-010000.projects.tsv",
    "pageviews-20240105-020000.projects.tsv",
  ]);
  assertEquals(
    Deno.readTextFileSync(folder.join("results", "pageviews-20240105-020000.projects.tsv")),
    tsv("project", bruteForce(texts.slice(1, 2), { top: 25, groupOf: projectOf })),
  );
});

Deno.test("wikitop answers a second question about the same hours from their lists", async () => {
  using folder = scratchFolder();
  await using server = startDumpServer({ dumps });
  const range = ["--every", "all", "2024-01-05T01", "2024-01-05T06"];
  assertEquals((await run(folder, server, ...range)).code, 0);
  assertEquals(server.requests.length, 6);
  const longer = ["--every", "all", "2024-01-05T01", "2024-01-05T08", "--top", "40", "--min-views", "3"];
  const { code, stderr } = await run(folder, server, ...longer, "--group", "project");
  assertEquals(code, 0, stderr);
  assertEquals(
    Deno.readTextFileSync(folder.join("results", "top-20240105T01-20240105T08.projects.tsv")),
    tsv("project", bruteForce(texts.slice(0, 8), { top: 40, minViews: 3, groupOf: projectOf })),
  );
  const [period] = report(folder).periods;
  const reread = period!.reread.reduce((sum, dumps) => sum + dumps, 0);
  assert(server.requests.length <= 6 + 2 + reread, "only new dumps and those that the answer needs are read");
  const { stderr: told } = await run(folder, server, ...longer, "--group", "project");
  assertMatch(told, /skipped: .*projects.tsv is there already/);
});

Deno.test("wikitop marks a period that lacks hours, and completes it later", async () => {
  using folder = scratchFolder();
  const served = new Map(dumps);
  served.delete("pageviews-20240105-030000.gz");
  await using server = startDumpServer({ dumps: served });
  const range = ["--every", "all", "2024-01-05T01", "2024-01-05T04", "--top", "3"];
  assertEquals((await run(folder, server, ...range, "--missing", "fail")).code, 75);
  assertEquals(names(folder, "results"), []);
  assertEquals((await run(folder, server, ...range)).code, 0);
  assertEquals(names(folder, "results"), ["top-20240105T01-20240105T04.incomplete.tsv"]);
  const [period] = report(folder).periods;
  assertEquals(period?.lacking, [{ time: "2024-01-05T03:00Z", reason: "gap" }]);
  assertEquals(
    Deno.readTextFileSync(folder.join("results", "top-20240105T01-20240105T04.incomplete.tsv")),
    tsv("domain_code", bruteForce([0, 1, 3].map((hour) => texts[hour]!), { top: 3 })),
  );
  served.set("pageviews-20240105-030000.gz", dumps.get("pageviews-20240105-030000.gz")!);
  assertEquals((await run(folder, server, ...range)).code, 0);
  assertEquals(names(folder, "results"), ["top-20240105T01-20240105T04.tsv"]);
  assertEquals(
    Deno.readTextFileSync(folder.join("results", "top-20240105T01-20240105T04.tsv")),
    tsv("domain_code", bruteForce(texts.slice(0, 4), { top: 3 })),
  );
});

Deno.test("wikitop goes on with a period where it was killed", async () => {
  using folder = scratchFolder();
  let killed = false;
  const range = ["--every", "all", "2024-01-05T01", "2024-01-05T08", "--downloads", "1"];
  await using server = startDumpServer({
    dumps,
    fault: (_request, index) => {
      if (index !== 6 || killed) return undefined;
      killed = true;
      return ({ untilClosed }) => (process.kill("SIGKILL"), untilClosed());
    },
  });
  const process = wikitop(...argumentsFor(folder, server), ...range).spawn();
  await process.output();
  const ready = names(folder, "tmp").filter((name) => name.endsWith(".lists")).length;
  const before = server.requests.length;
  const { code, stderr } = await run(folder, server, ...range);
  assertEquals(code, 0, stderr);
  assert(ready > 0, "some hours were listed before");
  const { skipped } = report(folder).totals.hours;
  assertEquals(skipped, ready);
  assertEquals(server.requests.length, before + 2, "what had been downloaded is not asked for again");
  assertEquals(
    Deno.readTextFileSync(folder.join("results", "top-20240105T01-20240105T08.tsv")),
    tsv("domain_code", bruteForce(texts.slice(0, 8), { top: 25 })),
  );
});

Deno.test("wikitop keeps no dump of a period that is not written, since hours lack", async () => {
  using folder = scratchFolder();
  const served = new Map(dumps);
  served.delete("pageviews-20240105-020000.gz");
  await using server = startDumpServer({ dumps: served });
  const range = ["--every", "all", "2024-01-05T01", "2024-01-05T03", "--missing", "fail"];
  assertEquals((await run(folder, server, ...range)).code, 75);
  assertEquals(names(folder, "tmp"), ["pageviews-20240105-010000.lists", "pageviews-20240105-030000.lists"]);
});

Deno.test("wikitop keeps no dump of a period that has too many malformed lines, and asks for it again", async () => {
  using folder = scratchFolder();
  const served = new Map(dumps);
  const name = "pageviews-20240105-020000.gz";
  served.set(name, gzip("en A 1 0\nen three columns\n"));
  await using server = startDumpServer({ dumps: served });
  const range = ["--every", "all", "2024-01-05T01", "2024-01-05T02"];
  assertEquals((await run(folder, server, ...range)).code, 3);
  assertEquals(names(folder, "tmp"), ["pageviews-20240105-010000.lists"]);
  served.set(name, dumps.get(name)!);
  assertEquals((await run(folder, server, ...range)).code, 0);
  assertEquals(names(folder, "results"), ["top-20240105T01-20240105T02.tsv"]);
});

for (
  const [where, first, second] of [
    ["in two dumps", "en A 1 0\n", "en A 9007199254740991 0\n"],
    ["in two lines of a dump", "en B 1 0\n", "en A 9007199254740991 0\nen A 1 0\n"],
  ] as const
) {
  Deno.test(`wikitop fails a period rather than round more than 2^53-1 views of a page ${where}`, async () => {
    using folder = scratchFolder();
    await using server = startDumpServer({
      dumps: new Map([
        ["pageviews-20240105-010000.gz", gzip(first)],
        ["pageviews-20240105-020000.gz", gzip(second)],
      ]),
    });
    const range = ["--every", "all", "2024-01-05T01", "2024-01-05T02"];
    const { code, stderr } = await run(folder, server, ...range);
    assertEquals([code, names(folder, "results")], [3, []], stderr);
    const [period] = report(folder).periods;
    assertEquals(period?.status, "failed");
    assertEquals(period?.message, 'Cannot add up "en": the views of the page "A" come to more than 2^53-1');
  });
}

Deno.test("wikitop takes the lists of an empty dump only with --allow-empty", async () => {
  using folder = scratchFolder();
  const served = new Map(dumps);
  served.set("pageviews-20240105-020000.gz", gzip(""));
  await using server = startDumpServer({ dumps: served });
  const range = ["--every", "all", "2024-01-05T01", "2024-01-05T02", "--force"];
  assertEquals((await run(folder, server, ...range, "--allow-empty")).code, 0);
  assertEquals((await run(folder, server, ...range)).code, 3);
  assertEquals(report(folder).periods[0]?.lacking, [{ time: "2024-01-05T02:00Z", reason: "bad-data" }]);
});

Deno.test({
  name: "wikitop adds up more hours than the system lets it open files",
  ignore: Deno.build.os === "windows",
  async fn(): Promise<void> {
    await using bench = setUpWikitop(Array(250).fill("en A 1 0\nen B 2 0\n"));
    const wrapper = ["sh", "-c", 'ulimit -n 350 && exec "$@"', "sh"];
    const { code, stderr } = await bench.run(["--every", "all", "--workers", "2"], { wrapper });
    assertEquals(code, 0, stderr);
    const [result] = Object.values(bench.results());
    assertEquals(result, "domain_code\tpage_title\tcount_views\nen\tB\t500\nen\tA\t250\n");
  },
});

Deno.test("wikitop --fail-fast ends a period with its first hour that fails, and takes it for no bug", async () => {
  using folder = scratchFolder();
  const served = new Map(dumps);
  served.delete("pageviews-20240105-020000.gz");
  await using server = startDumpServer({ dumps: served });
  const range = ["--every", "all", "2024-01-05T01", "2024-01-05T03", "--fail-fast", "--missing", "fail"];
  const { code, stderr } = await run(folder, server, ...range);
  assertEquals(code, 75, stderr);
  assertMatch(stderr, /^missing 2024-01-05T02:00Z: gap/m);
  assertEquals([report(folder).error, names(folder, "results")], [null, []]);
});

Deno.test("wikitop --min-views leaves out pages of plain hours as well", async () => {
  using folder = scratchFolder();
  await using server = startDumpServer({ dumps });
  assertEquals((await run(folder, server, "2024-01-05T01", "--min-views", "4")).code, 0);
  assertEquals(
    Deno.readTextFileSync(folder.join("results", "pageviews-20240105-010000.tsv")),
    tsv("domain_code", bruteForce(texts.slice(0, 1), { top: 25, minViews: 4 })),
  );
});

for (const format of ["csv", "json", "ndjson"] as const) {
  Deno.test(`wikitop names the period and the projects in ${format}`, async () => {
    using folder = scratchFolder();
    await using server = startDumpServer({ dumps });
    const argv = [
      "--every",
      "all",
      "2024-01-05T01",
      "2024-01-05T02",
      "--group",
      "project",
      "--format",
      format,
    ];
    const { code, stdout } = await run(
      folder,
      server,
      ...argv,
      "--stdout",
      "--domains",
      "en,en.m",
      "--top",
      "1",
    );
    assertEquals(code, 0);
    const [page] = bruteForce(texts.slice(0, 2), {
      top: 1,
      groupOf: projectOf,
      wants: (code) => code === "en" || code === "en.m",
    })[0]!.pages;
    const { pageTitle: page_title, countViews: count_views } = page!;
    const period = "20240105T01-20240105T02";
    if (format === "csv") {
      assertEquals(stdout, `project,page_title,count_views\r\nen.wikipedia,${page_title},${count_views}\r\n`);
    } else if (format === "json") {
      const pages = [{ page_title, count_views }];
      assertEquals(JSON.parse(stdout), { period, projects: [{ project: "en.wikipedia", pages }] });
    } else assertEquals(JSON.parse(stdout), { period, project: "en.wikipedia", page_title, count_views });
  });
}
