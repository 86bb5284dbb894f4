import { assertEquals, assertStringIncludes } from "@std/assert";
import { resultName, setUpWikitop } from "../support/wikitop_process.ts";

const TEXT = "de Baum 7 0\nen Berlin 30 0\nen Foo 5 0\nen.m Foo 2 0\nja 東京 4 0\n";
const HEADER = "domain_code\tpage_title\tcount_views\n";

/** What each format makes of {@linkcode TEXT}. */
const RESULTS = {
  tsv: `${HEADER}de\tBaum\t7\nen\tBerlin\t30\nen\tFoo\t5\nen.m\tFoo\t2\nja\t東京\t4\n`,
  csv:
    "domain_code,page_title,count_views\r\nde,Baum,7\r\nen,Berlin,30\r\nen,Foo,5\r\nen.m,Foo,2\r\nja,東京,4\r\n",
  json: `{
  "hour": "2020-01-01T08:00Z",
  "domains": [
    {
      "domain_code": "de",
      "pages": [
        {"page_title":"Baum","count_views":7}
      ]
    },
    {
      "domain_code": "en",
      "pages": [
        {"page_title":"Berlin","count_views":30},
        {"page_title":"Foo","count_views":5}
      ]
    },
    {
      "domain_code": "en.m",
      "pages": [
        {"page_title":"Foo","count_views":2}
      ]
    },
    {
      "domain_code": "ja",
      "pages": [
        {"page_title":"東京","count_views":4}
      ]
    }
  ]
}
`,
  ndjson: [
    ["de", "Baum", 7],
    ["en", "Berlin", 30],
    ["en", "Foo", 5],
    ["en.m", "Foo", 2],
    ["ja", "東京", 4],
  ].map(([domain, title, views]) =>
    `{"hour":"2020-01-01T08:00Z","domain_code":"${domain}","page_title":"${title}","count_views":${views}}\n`
  ).join(""),
};

for (const [format, expected] of Object.entries(RESULTS)) {
  Deno.test(`wikitop --format ${format} writes the same bytes into a file and to standard output`, async () => {
    await using bench = setUpWikitop([TEXT]);
    const toFile = await bench.run(["--format", format]);
    assertEquals([toFile.code, toFile.stdout], [0, ""]);
    assertEquals(bench.results(), { [resultName(0, format)]: expected });
    const toStdout = await bench.run(["--format", format, "--stdout", "--quiet"]);
    assertEquals([toStdout.code, toStdout.stdout, toStdout.stderr], [0, expected, ""]);
  });
}

Deno.test("wikitop --stdout writes no file and needs no folder of results", async () => {
  await using bench = setUpWikitop([TEXT]);
  const { code, stdout, report } = await bench.run(["--stdout"]);
  assertEquals([code, stdout], [0, RESULTS.tsv]);
  assertEquals(bench.folder.names(), ["report.json", "tmp", "wikitop.log"]);
  assertEquals(bench.filesInTmp(), []);
  assertEquals(report!.hours.map(({ status, result }) => [status, result]), [["done", null]]);
});

Deno.test("wikitop --top lists so many pages of each domain", async () => {
  await using bench = setUpWikitop([TEXT]);
  const { stdout } = await bench.run(["--stdout", "--top", "1"]);
  assertEquals(stdout, `${HEADER}de\tBaum\t7\nen\tBerlin\t30\nen.m\tFoo\t2\nja\t東京\t4\n`);
});

Deno.test("wikitop lists 25 pages of each domain unless told otherwise", async () => {
  const lines = Array.from({ length: 30 }, (_, i) => `en Page_${i} ${i + 1} 0\n`);
  await using bench = setUpWikitop([lines.join("")]);
  const expected = lines.toReversed().slice(0, 25).map((line) =>
    line.replaceAll(" ", "\t").slice(0, -3) + "\n"
  );
  assertEquals((await bench.run(["--stdout"])).stdout, HEADER + expected.join(""));
});

Deno.test("wikitop --domains ranks the domains that are asked for, and counts the other lines", async () => {
  await using bench = setUpWikitop([TEXT]);
  const { stdout, report } = await bench.run(["--stdout", "--domains", "en*,ja"]);
  assertEquals(stdout, `${HEADER}en\tBerlin\t30\nen\tFoo\t5\nen.m\tFoo\t2\nja\t東京\t4\n`);
  const [{ lines, filtered, considered }] = report!.hours;
  assertEquals({ lines, filtered, considered }, { lines: 5, filtered: 1, considered: 4 });
});

Deno.test("wikitop --blacklist leaves out the pages of the list, percent-encoded or not", async () => {
  await using bench = setUpWikitop([TEXT]);
  const list = "# gone\nen Berlin\nja %E6%9D%B1%E4%BA%AC\nde Foo\nbroken\nen 100%\n";
  await Deno.writeTextFile(bench.folder.join("list"), list);
  const { code, stdout, stderr } = await bench.run(["--stdout", "--blacklist", "list"]);
  assertEquals([code, stdout], [0, `${HEADER}de\tBaum\t7\nen\tFoo\t5\nen.m\tFoo\t2\n`]);
  assertStringIncludes(stderr, "warning: line 5 of the blacklist is left out");
});

Deno.test("wikitop leaves out the pages of the blacklist that it brings along", async () => {
  await using bench = setUpWikitop(["en Foo 5 0\nen Main_Page 30 0\n"]);
  const { stdout } = await bench.run(["--stdout"]);
  assertEquals(stdout, `${HEADER}en\tFoo\t5\n`);
});
