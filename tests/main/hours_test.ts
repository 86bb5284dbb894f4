import { assertEquals, assertStringIncludes } from "@std/assert";
import { assertEnd } from "../support/run_assertions.ts";
import { resultName, setUpWikitop } from "../support/wikitop_process.ts";

const HEADER = "domain_code\tpage_title\tcount_views\n";

Deno.test("wikitop writes one file for each hour of a range, both ends included", async () => {
  await using bench = setUpWikitop([
    "en Berlin 30 0\nde Baum 7 0\nen Foo 5 0\nen Bar 12 0\n",
    "ja 東京 4 0\n",
    "en A 2 0\nen B 2 0\n",
  ]);
  const run = await bench.run();
  assertEnd(bench, run, {
    code: 0,
    hours: ["done", "done", "done"],
    attempts: [1, 1, 1],
    results: {
      [resultName(0)]: `${HEADER}de\tBaum\t7\nen\tBerlin\t30\nen\tBar\t12\nen\tFoo\t5\n`,
      [resultName(1)]: `${HEADER}ja\t東京\t4\n`,
      [resultName(2)]: `${HEADER}en\tA\t2\nen\tB\t2\n`,
    },
  });
  assertEquals(bench.filesInTmp(), []);
  assertEquals(run.stdout, "");
});

Deno.test("wikitop takes a time inside an hour for the dump that is named by the hour's end", async () => {
  await using bench = setUpWikitop(["en A 1 0\n"]);
  const { code } = await bench.runBare(["2020-01-01T09:30+02:00", "--base-url", bench.server.baseUrl]);
  assertEquals(code, 0);
  assertEquals(Object.keys(bench.results()), [resultName()]);
  assertEquals(bench.server.requests.map(({ path }) => path), [
    "/other/pageviews/2020/2020-01/pageviews-20200101-080000.gz",
  ]);
});

Deno.test("wikitop --dry-run prints hours and URLs, and touches neither the server nor the disk", async () => {
  await using bench = setUpWikitop(["en A 1 0\n", "en A 1 0\n"]);
  const { code, stdout, stderr } = await bench.run(["--dry-run"]);
  const url = `${bench.server.baseUrl}/2020/2020-01/pageviews-20200101-`;
  assertEquals({ code, stdout, stderr }, {
    code: 0,
    stdout: `2020-01-01T08:00Z ${url}080000.gz\n2020-01-01T09:00Z ${url}090000.gz\n`,
    stderr: "",
  });
  assertEquals(bench.server.requests.length, 0);
  assertEquals(bench.folder.names(), []);
});

Deno.test("wikitop --help and --version print on standard output", async () => {
  await using bench = setUpWikitop([]);
  const { version } = JSON.parse(await Deno.readTextFile(new URL("../../deno.json", import.meta.url)));
  const told = await bench.runBare(["--version"]);
  assertEquals([told.code, told.stdout, told.stderr], [0, `wikitop ${version}\n`, ""]);
  const help = await bench.runBare(["--help"]);
  assertEquals([help.code, help.stderr], [0, ""]);
  assertStringIncludes(help.stdout, "Usage: wikitop [OPTIONS] [START [END]]\n");
});
