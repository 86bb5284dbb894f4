import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { setUpWikitop } from "../support/wikitop_process.ts";

const TEXT = "en A 1 0\nen Foo\nen B 2 0\n";

/** Figures that differ from run to run. */
function withoutTimes(text: string): string {
  return text.replaceAll(/in \d+\.\d s/g, "in … s");
}

Deno.test("wikitop prints a line for each hour and sums at the end when standard error is no terminal", async () => {
  await using bench = setUpWikitop([TEXT, undefined]);
  await bench.run(["--max-malformed", "100"]);
  const { stderr } = await bench.run();
  assertEquals(
    withoutTimes(stderr).split("\n").sort().join("\n"),
    `
0 lines (0 malformed), 0 B in … s
2 hours: 0 done, 1 skipped, 1 missing, 0 failed
2 hours: 2020-01-01T08:00Z to 2020-01-01T09:00Z
2020-01-01T08:00Z skipped: results/pageviews-20200101-080000.tsv is there already
2020-01-01T09:00Z missing: the server does not have this hour
missing 2020-01-01T09:00Z: gap (the server does not have this hour)`,
  );
});

Deno.test("wikitop --progress plain tells what an hour came to", async () => {
  await using bench = setUpWikitop([TEXT]);
  const { stderr } = await bench.run(["--progress", "plain", "--max-malformed", "100"]);
  assertEquals(
    withoutTimes(stderr),
    `1 hour: 2020-01-01T08:00Z
2020-01-01T08:00Z done: 3 lines (1 malformed), 1 domain, 42 B in … s
1 hour: 1 done, 0 skipped, 0 missing, 0 failed
3 lines (1 malformed), 42 B in … s
`,
  );
});

Deno.test("wikitop --progress none prints the sums alone", async () => {
  await using bench = setUpWikitop([TEXT]);
  const { stderr } = await bench.run(["--progress", "none", "--max-malformed", "100"]);
  assertMatch(stderr, /^1 hour: 1 done, .*\n3 lines .*\n$/);
});

Deno.test("wikitop --quiet prints nothing when all goes well, and the failed hours when not", async () => {
  await using bench = setUpWikitop([TEXT, undefined]);
  const failed = await bench.run(["--quiet"]);
  assertEquals(failed.code, 65);
  assertMatch(
    failed.stderr,
    /^2020-01-01T08:00Z failed: Cannot trust a dump with 33\.3 % malformed lines.*\n$/,
  );
  const done = await bench.run(["--quiet", "--max-malformed", "34"]);
  assertEquals([done.code, done.stdout, done.stderr], [0, "", ""]);
});

Deno.test("wikitop --progress bar draws bars, and colours nothing when NO_COLOR is set", async () => {
  await using bench = setUpWikitop([TEXT]);
  const { code, stderr } = await bench.run(["--progress", "bar", "--max-malformed", "100"], {
    env: { NO_COLOR: "1" },
  });
  assertEquals(code, 0);
  assertMatch(stderr, /1 of 1 hour +\S+ +100%/);
  // deno-lint-ignore no-control-regex
  assertNotMatch(stderr, /\x1b\[[\d;]*m/);
});
