import { assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import { parse } from "@std/csv/parse";
import { dirname } from "@std/path";
import { head, status } from "../support/dump_server.ts";
import { assertEnd } from "../support/run_assertions.ts";
import { dumpName, gzip, resultName, setUpWikitop, type WikitopBench } from "../support/wikitop_process.ts";

const HEADER = "domain_code\tpage_title\tcount_views\n";
const TEXT = "en A 1 0\n";
const RESULT = `${HEADER}en\tA\t1\n`;
const TARGET = "somebody's file";

/** Puts a link to a file outside of the program's folders where the program will write, or to nothing. */
async function plantLink(bench: WikitopBench, path: string, target: string): Promise<void> {
  await Deno.mkdir(dirname(bench.folder.join(path)), { recursive: true });
  await Deno.symlink(bench.folder.join(target), bench.folder.join(path));
}

/** Paths that can be foreseen, and what the program makes of a link there. */
const FORESEEABLE: Readonly<Record<string, "replaced" | "refused">> = {
  [`results/${resultName()}`]: "replaced",
  [`results/.${resultName()}.dump.json`]: "replaced",
  [`results/.${resultName()}.01234567-89ab-cdef-0123-456789abcdef.wikitop`]: "replaced",
  "results/.wikitop.lock": "refused",
  [`tmp/${dumpName()}`]: "replaced",
  [`tmp/${dumpName()}.part`]: "replaced",
  [`tmp/${dumpName()}.part.json`]: "replaced",
  "tmp/.wikitop.lock": "refused",
  "report.json": "replaced",
};

for (const [path, end] of Object.entries(FORESEEABLE)) {
  Deno.test(`wikitop leaves the target of a link at ${path} alone`, async () => {
    for (const isDangling of [false, true]) {
      await using bench = setUpWikitop([TEXT]);
      if (!isDangling) await Deno.writeTextFile(bench.folder.join("target"), TARGET);
      await plantLink(bench, path, "target");
      const { code, stderr } = await bench.run();
      assertEquals(code === 0 ? "replaced" : "refused", end, stderr);
      if (end === "replaced") assertEquals(bench.results()[resultName()], RESULT);
      else assertStringIncludes(stderr, `Cannot open "${await Deno.realPath(bench.folder.path)}/${path}"`);
      assertEquals(bench.folder.names().includes("target"), !isDangling);
      if (!isDangling) assertEquals(await Deno.readTextFile(bench.folder.join("target")), TARGET);
    }
  });
}

Deno.test("wikitop does not continue a part that a link stands for", async () => {
  await using bench = setUpWikitop([TEXT]);
  const url = `${bench.server.baseUrl}/2020/2020-01/${dumpName()}`;
  const [dump, etag] = [gzip(TEXT), '"any"'];
  await Deno.writeFile(bench.folder.join("target"), dump.slice(0, 9));
  await plantLink(bench, `tmp/${dumpName()}.part`, "target");
  const origin = JSON.stringify({ url, validator: etag });
  await Deno.writeTextFile(bench.folder.join("tmp", `${dumpName()}.part.json`), origin);
  assertEnd(bench, await bench.run(), {
    code: 0,
    hours: ["done"],
    attempts: [1],
    results: { [resultName()]: RESULT },
  });
  assertEquals(bench.server.requests[0].headers.get("range"), null);
  assertEquals(await Deno.readFile(bench.folder.join("target")), dump.slice(0, 9));
});

Deno.test("wikitop does not take a link for a dump, nor for a result that is there", async () => {
  await using bench = setUpWikitop([TEXT]);
  await Deno.writeFile(bench.folder.join("dump"), gzip("en Not_this 1 0\n"));
  await Deno.writeTextFile(bench.folder.join("result"), "not this");
  await plantLink(bench, `tmp/${dumpName()}`, "dump");
  await plantLink(bench, `results/${resultName()}`, "result");
  assertEnd(bench, await bench.run(), {
    code: 0,
    hours: ["done"],
    attempts: [1],
    results: { [resultName()]: RESULT },
  });
  assertEquals((await Deno.lstat(bench.folder.join("results", resultName()))).isSymlink, false);
});

/** Titles that would clear the screen, recolour it, or turn the line around. */
const DRIVING_TITLES = [
  "\x1b[2J",
  "\x1b]0;owned\x07",
  "\u009b31m",
  "a\u202eb",
  "a\u0085b",
  "a\u2028b",
  "\u2066x",
];

/** All that a terminal obeys, but for the ends of lines. */
// deno-lint-ignore no-control-regex
const DRIVING = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

Deno.test("wikitop writes titles that drive terminals into files so that they can be read back", async () => {
  const lines = DRIVING_TITLES.map((title, index) => `en ${title} ${9 - index} 0\n`);
  await using bench = setUpWikitop([lines.join("")]);
  for (const format of ["tsv", "csv", "json", "ndjson"]) {
    const { code } = await bench.run(["--format", format, "--quiet"]);
    assertEquals(code, 0);
  }
  const { [resultName(0, "tsv")]: tsv, [resultName(0, "csv")]: csv, ...results } = bench.results();
  const fromTsv = tsv.split("\n").slice(1, -1).map((line) => JSON.parse(`"${line.split("\t")[1]}"`));
  assertEquals(fromTsv, DRIVING_TITLES);
  assertEquals(parse(csv).slice(1).map(([, title]) => title), DRIVING_TITLES);
  const { domains: [{ pages }] } = JSON.parse(results[resultName(0, "json")]);
  assertEquals(pages.map((page: { page_title: string }) => page.page_title), DRIVING_TITLES);
  const rows = results[resultName(0, "ndjson")].split("\n").slice(0, -1);
  assertEquals(rows.map((row) => JSON.parse(row).page_title), DRIVING_TITLES);
});

Deno.test("wikitop shows and logs nothing that drives a terminal, whatever a dump or a blacklist holds", async () => {
  const lines = DRIVING_TITLES.flatMap((title) => [`en ${title} 1 0\n`, `${title} only two\n`]);
  await using bench = setUpWikitop([lines.join(""), lines.join("").replaceAll("1 0", "0 0")]);
  await Deno.writeTextFile(bench.folder.join("list"), DRIVING_TITLES.map((title) => `${title}\n`).join(""));
  const { stderr, log } = await bench.run(["--max-malformed", "60", "--blacklist", "list"]);
  assertStringIncludes(stderr, "warning: line 1 of the blacklist");
  assertNotMatch(stderr, DRIVING);
  const excerpts = new Set(log.map(({ properties }) => properties.excerpt));
  assertEquals(excerpts.has("\\u{1B}[2J only two"), true);
  assertNotMatch(await Deno.readTextFile(bench.folder.join("wikitop.log")), DRIVING);
});

Deno.test("wikitop shows nothing that drives a terminal, whatever a command line holds", async () => {
  await using bench = setUpWikitop([gzip(TEXT).slice(0, -1)]);
  const text = DRIVING_TITLES.join("");
  const withoutReport = [...bench.argv.slice(0, 4), "--log-file", "wikitop.log"];
  for (const args of [[`--${text}`], ["--format", text], ["--report", `${text}/.`], ["--tmp-dir", text]]) {
    const { code, stderr } = await bench.runBare([...withoutReport, ...args]);
    assertMatch(`${code}`, /^(64|65|73)$/);
    assertStringIncludes(stderr, "\\u{202E}");
    assertNotMatch(stderr, DRIVING);
  }
  assertNotMatch(await Deno.readTextFile(bench.folder.join("wikitop.log")), DRIVING);
});

Deno.test("wikitop makes formulas harmless in CSV alone", async () => {
  const [domain, titles] = ["=1", [
    '=HYPERLINK("http://x";"y")',
    "@SUM(A1)",
    "+1",
    "-1",
    "'=1",
    "\t=1",
    "\r=1",
  ]];
  const lines = titles.map((title, index) => `${domain} ${title} ${9 - index} 0\n`);
  await using bench = setUpWikitop([lines.join("")]);
  for (const format of ["tsv", "csv", "json", "ndjson"]) await bench.run(["--format", format]);
  const { [resultName(0, "tsv")]: tsv, [resultName(0, "csv")]: csv, ...results } = bench.results();
  const rows = titles.map((title) => [domain, title]);
  const neutral = rows.map((row) => row.map((field) => `'${field}`));
  assertEquals(parse(csv).slice(1).map((row) => row.slice(0, 2)), neutral);
  const escaped = rows.map((row) =>
    row.map((field) => field.replace("\t", "\\t").replace("\r", "\\r")).join("\t")
  );
  assertEquals(tsv.split("\n").slice(1, -1).map((line) => line.replace(/\t\d$/, "")), escaped);
  const { domains: [{ domain_code, pages }] } = JSON.parse(results[resultName(0, "json")]);
  assertEquals(pages.map((page: { page_title: string }) => [domain_code, page.page_title]), rows);
  const objects = results[resultName(0, "ndjson")].split("\n").slice(0, -1).map((line) => JSON.parse(line));
  assertEquals(objects.map(({ domain_code, page_title }) => [domain_code, page_title]), rows);
});

/** The dump's own name, in a gzip header. */
function gzipNamed(name: string, text: string): Uint8Array {
  const dump = gzip(text);
  const named = [...dump.slice(0, 3), 8, ...dump.slice(4, 10), ...new TextEncoder().encode(`${name}\0`)];
  return Uint8Array.from([...named, ...dump.slice(10)]);
}

Deno.test("wikitop builds no file name from what a server or a dump says", async () => {
  const text = "../../evil A 1 0\n/etc/evil B 1 0\nen ../../evil 1 0\n";
  const dump = gzipNamed("../../evil", text);
  await using bench = setUpWikitop([dump], {
    fault: () => async ({ send }) => {
      const headers = {
        "Content-Length": dump.length,
        "Content-Disposition": 'attachment; filename="../../evil"',
        "Content-Location": "/evil",
        "ETag": '"../../evil"',
      };
      await send(head(200, headers));
      await send(dump);
    },
  });
  const run = await bench.run(["--keep-dumps"]);
  assertEquals(run.code, 0, run.stderr);
  assertEquals(bench.folder.names(), ["report.json", "results", "tmp", "wikitop.log"]);
  assertEquals(bench.filesInTmp(), [dumpName()]);
  assertEquals(bench.results(), {
    [resultName()]: `${HEADER}../../evil\tA\t1\n/etc/evil\tB\t1\nen\t../../evil\t1\n`,
  });
});

Deno.test("wikitop follows no redirect, to wherever it leads", async () => {
  const targets = ["http://127.0.0.1:1/x.gz", "file:///etc/passwd", "/other/pageviews/evil"];
  for (const location of targets) {
    await using bench = setUpWikitop([TEXT], { fault: () => status(302, { Location: location }) });
    assertEnd(bench, await bench.run(), { code: 69, hours: ["failed refused"], attempts: [1] });
    assertEquals(bench.filesInTmp(), []);
  }
});
