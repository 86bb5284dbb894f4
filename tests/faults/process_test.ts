import { assert, assertEquals, assertMatch } from "@std/assert";
import { dumpHour } from "../../lib/hours.ts";
import { preload } from "../support/preload.ts";
import { resultName, setUpWikitop } from "../support/wikitop_process.ts";

const TEXT = "en A 1 0\nen B 3 0\n";
const HEADER = "domain_code\tpage_title\tcount_views\n";
const RESULT = `${HEADER}en\tB\t3\nen\tA\t1\n`;

/** Its result is far larger than what a pipe holds. */
const LARGE_RESULT = Array.from({ length: 60_000 }, (_, n) => `w${n} A 1 0\n`).join("");

/** Pipes standard output, or both, into a reader that wants one line; the exit code goes to a file. */
function intoHead(redirection: "" | "2>&1"): { readonly wrapper: readonly string[] } {
  return { wrapper: ["sh", "-c", `{ "$0" "$@" ${redirection}; echo $? > code; } | head -1`] };
}

Deno.test("wikitop --stdout ends quietly with 0 when its reader has seen enough", async () => {
  await using bench = setUpWikitop([LARGE_RESULT]);
  const { stdout, stderr } = await bench.run(["--stdout", "--quiet"], intoHead(""));
  assertEquals({ stdout, stderr }, { stdout: HEADER, stderr: "" });
  assertEquals(Deno.readTextFileSync(bench.folder.join("code")), "0\n");
  assertEquals(bench.filesInTmp(), []);
});

Deno.test("wikitop writes its files, and exits as it should, when nobody reads what it says", async () => {
  await using bench = setUpWikitop([TEXT, undefined]);
  const ways = [intoHead("2>&1"), { wrapper: ["sh", "-c", `"$0" "$@" 2>&- >&-; echo $? > code`] }];
  for (const way of ways) {
    const { report } = await bench.run(["--force", "--missing", "fail"], way);
    assertEquals(Deno.readTextFileSync(bench.folder.join("code")), "75\n");
    assertEquals(report?.hours.map(({ status }) => status), ["done", "missing"]);
    assertEquals(bench.results(), { [resultName()]: RESULT });
  }
});

Deno.test("wikitop does nothing when it is run again after a success", async () => {
  await using bench = setUpWikitop([TEXT, TEXT]);
  assertEquals((await bench.run()).code, 0);
  const path = bench.folder.join("results", resultName(1));
  const [before, { mtime, ino }] = [bench.results(), Deno.statSync(path)];
  const { code, report } = await bench.run();
  assertEquals([code, report?.hours.map(({ status }) => status)], [0, ["skipped", "skipped"]]);
  assertEquals(bench.server.requests.length, 2);
  assertEquals(bench.results(), before);
  assertEquals([Deno.statSync(path).mtime, Deno.statSync(path).ino], [mtime, ino]);
});

const ZONES = ["UTC", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"];

Deno.test("wikitop means the same hours in every time zone, and when the clocks change", async () => {
  await using bench = setUpWikitop([]);
  const ranges = [["2024-03-10 05:00", "2024-03-10 09:00"], ["2024-11-03T04", "2024-11-03T08:00Z"], [
    "2024-10-05T13:30+10:30",
    "2024-10-06",
  ]];
  for (const range of ranges) {
    const plans = await Promise.all(ZONES.map(async (TZ) => {
      const { code, stdout, stderr } = await bench.runBare([...range, "--dry-run"], { env: { TZ } });
      assertEquals(code, 0, stderr);
      return stdout;
    }));
    assertEquals(new Set(plans).size, 1);
    const hours = plans[0].trimEnd().split("\n").map((line) => Date.parse(line.split(" ")[0]));
    assert(hours.every((hour, index) => index === 0 || hour - hours[index - 1] === 3_600_000));
  }
});

Deno.test("wikitop means the hour 24 hours ago in every time zone when no time is given", async () => {
  await using bench = setUpWikitop([]);
  const yesterday = (): string => dumpHour(Temporal.Now.instant().subtract({ hours: 24 })).time;
  for (const TZ of ZONES) {
    const first = yesterday();
    const { stdout } = await bench.runBare(["--dry-run"], { env: { TZ } });
    const [hour] = stdout.split(" ");
    assert([first, yesterday()].includes(hour), `${hour} in ${TZ}`);
  }
});

Deno.test("wikitop ranks the same hour, and reports in UTC, in every time zone", async () => {
  for (const TZ of ZONES) {
    await using bench = setUpWikitop([TEXT]);
    const { code, report } = await bench.run([], { env: { TZ } });
    assertEquals([code, report?.hours[0].hour], [0, "2020-01-01T08:00Z"]);
    assertMatch(report?.started_at ?? "", /Z$/);
    assert(Math.abs(Date.now() - Date.parse(report?.started_at ?? "")) < 60_000);
    assertEquals(bench.results(), { [resultName()]: RESULT });
  }
});

Deno.test("wikitop does its hours, and counts its seconds, whatever becomes of the clock", async () => {
  await using bench = setUpWikitop([TEXT, TEXT]);
  const { code, report, stderr } = await bench.run([], preload("jumping_clock.ts"));
  assertEquals([code, report?.hours.map(({ hour }) => hour)], [0, [
    "2020-01-01T08:00Z",
    "2020-01-01T09:00Z",
  ]]);
  assertEquals(bench.results(), { [resultName(0)]: RESULT, [resultName(1)]: RESULT });
  for (const { seconds } of [report!.totals, ...report!.hours]) {
    assert(Number(seconds) > 0 && Number(seconds) < 60, `${seconds}`);
  }
  assertMatch(stderr, / in \d+\.\d s\n$/);
});
