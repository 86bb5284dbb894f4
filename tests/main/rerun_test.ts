import { assertEquals, assertMatch } from "@std/assert";
import { assertEnd } from "../support/run_assertions.ts";
import { dumpName, gzip, resultName, setUpWikitop, type WikitopBench } from "../support/wikitop_process.ts";

const TEXT = "en A 1 0\nen B 3 0\n";
const RESULT = "domain_code\tpage_title\tcount_views\nen\tB\t3\nen\tA\t1\n";

async function plant(bench: WikitopBench, folder: string, name: string, bytes: Uint8Array): Promise<void> {
  await Deno.mkdir(bench.folder.join(folder), { recursive: true });
  await Deno.writeFile(bench.folder.join(folder, name), bytes);
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

Deno.test("wikitop skips an hour whose result is there, and leaves that as it is", async () => {
  await using bench = setUpWikitop([TEXT, TEXT]);
  await plant(bench, "results", resultName(0), utf8("what was there"));
  assertEnd(bench, await bench.run(), {
    code: 0,
    hours: ["skipped", "done"],
    attempts: [0, 1],
    results: { [resultName(0)]: "what was there", [resultName(1)]: RESULT },
  });
});

Deno.test("wikitop does not take the result of another format for one that is there", async () => {
  await using bench = setUpWikitop([TEXT]);
  await plant(bench, "results", resultName(0, "csv"), utf8("what was there"));
  assertEnd(bench, await bench.run(), {
    code: 0,
    hours: ["done"],
    attempts: [1],
    results: { [resultName(0, "csv")]: "what was there", [resultName()]: RESULT },
  });
});

Deno.test("wikitop --force ranks an hour again and replaces its result", async () => {
  await using bench = setUpWikitop([TEXT]);
  await plant(bench, "results", resultName(), utf8("what was there"));
  assertEnd(bench, await bench.run(["--force"]), {
    code: 0,
    hours: ["done"],
    attempts: [1],
    results: { [resultName()]: RESULT },
  });
});

Deno.test("wikitop ranks a dump that lies in tmp/ without a request", async () => {
  await using bench = setUpWikitop(["en Not_this 1 0\n"]);
  await plant(bench, "tmp", dumpName(), gzip(TEXT));
  const run = await bench.run();
  assertEnd(bench, run, { code: 0, hours: ["done"], attempts: [0], results: { [resultName()]: RESULT } });
  assertEquals([run.report!.hours[0].source, run.report!.hours[0].bytes], [null, gzip(TEXT).length]);
  assertEquals(bench.filesInTmp(), []);
});

Deno.test("wikitop throws a torn dump in tmp/ away and downloads it", async () => {
  await using bench = setUpWikitop([TEXT]);
  await plant(bench, "tmp", dumpName(), gzip(TEXT).slice(0, -1));
  const run = await bench.run();
  assertEnd(bench, run, { code: 0, hours: ["done"], attempts: [1], results: { [resultName()]: RESULT } });
  const [rejected] = run.log.filter(({ message }) => message === "dump rejected");
  assertMatch(String(rejected.properties.reason), /unexpected end of file/);
});

Deno.test("wikitop --keep-dumps keeps what was downloaded, byte for byte", async () => {
  await using bench = setUpWikitop([TEXT]);
  const run = await bench.run(["--keep-dumps"]);
  assertEnd(bench, run, { code: 0, hours: ["done"], attempts: [1], results: { [resultName()]: RESULT } });
  assertEquals(bench.filesInTmp(), [dumpName()]);
  assertEquals(await Deno.readFile(bench.folder.join("tmp", dumpName())), gzip(TEXT));
});

Deno.test("wikitop uses the folders that it is told, and creates them", async () => {
  await using bench = setUpWikitop([TEXT]);
  const { code } = await bench.run(["--results-dir", "a/b", "--tmp-dir", "c/d", "--keep-dumps"]);
  assertEquals(code, 0);
  assertEquals(await Deno.readTextFile(bench.folder.join("a/b", resultName())), RESULT);
  assertEquals(await Deno.readFile(bench.folder.join("c/d", dumpName())), gzip(TEXT));
  assertEquals(bench.folder.names(), ["a", "c", "report.json", "wikitop.log"]);
});
