import { assertEquals, assertGreater, assertMatch, assertStringIncludes } from "@std/assert";
import { concat } from "@std/bytes/concat";
import fc from "fast-check";
import { generateDumpText } from "../support/dump_generator.ts";
import { arbitraryDump } from "../support/quirky_dump.ts";
import { assertEnd } from "../support/run_assertions.ts";
import { dumpName, gzip, resultName, setUpWikitop } from "../support/wikitop_process.ts";

const HEADER = "domain_code\tpage_title\tcount_views\n";
const TEXT = "en A 1 0\nen B 3 0\n";
const RESULT = `${HEADER}en\tB\t3\nen\tA\t1\n`;
const ENGINES = ["bytes", "streams"];

/** Some megabytes of text, so that most of its rows are read before the fault is. */
const LARGE_DUMP = gzip(concat([...generateDumpText({ lines: 120_000, seed: 28 })]));

/** The dump with one byte changed; counted from its end when the position is negative. */
function withFlippedBit(dump: Uint8Array, position: number): Uint8Array {
  const flipped = dump.slice();
  flipped[position < 0 ? dump.length + position : position] ^= 0x10;
  return flipped;
}

/** Every way in which a gzip file is not whole. */
const TORN_DUMPS: readonly Uint8Array[] = [
  withFlippedBit(LARGE_DUMP, -8), // the checksum
  withFlippedBit(LARGE_DUMP, -1), // the length
  withFlippedBit(LARGE_DUMP, LARGE_DUMP.length >> 1),
  withFlippedBit(LARGE_DUMP, LARGE_DUMP.length - 5_000),
  LARGE_DUMP.slice(0, -1),
  LARGE_DUMP.slice(0, -8), // no trailer at all
  LARGE_DUMP.slice(0, LARGE_DUMP.length >> 1),
  LARGE_DUMP.slice(0, 5),
];

for (const engine of ENGINES) {
  Deno.test(`wikitop --engine ${engine} writes nothing of a torn dump, and fetches it once more`, async () => {
    await using bench = setUpWikitop(TORN_DUMPS);
    const run = await bench.run(["--engine", engine]);
    assertEnd(bench, run, {
      code: 65,
      hours: TORN_DUMPS.map(() => "failed bad-data"),
      attempts: TORN_DUMPS.map(() => 2),
    });
    assertEquals(bench.filesInTmp(), []);
    const rejected = run.log.filter(({ message }) => message === "dump rejected");
    assertEquals(rejected.length, 2 * TORN_DUMPS.length);
    for (const { properties } of rejected) assertMatch(String(properties.reason), /^Cannot inflate /);
  });
}

Deno.test("wikitop leaves an old result as it is when the dump that should replace it is torn", async () => {
  await using bench = setUpWikitop([TORN_DUMPS[0], TEXT]);
  await Deno.mkdir(bench.folder.join("results"));
  for (const later of [0, 1]) {
    await Deno.writeTextFile(bench.folder.join("results", resultName(later)), "old");
  }
  assertEnd(bench, await bench.run(["--force"]), {
    code: 3,
    hours: ["failed bad-data", "done"],
    attempts: [2, 1],
    results: { [resultName(0)]: "old", [resultName(1)]: RESULT },
  });
});

Deno.test("wikitop keeps no torn dump, even with --keep-dumps", async () => {
  await using bench = setUpWikitop([TORN_DUMPS[0], TEXT]);
  await bench.run(["--keep-dumps"]);
  assertEquals(bench.filesInTmp(), [dumpName(1)]);
});

Deno.test("wikitop counts both of two gzip members, takes padding of zeros, and rejects what else follows", async () => {
  const [a, b] = [gzip("en A 1 0\nen "), gzip("B 3 0\n")];
  const zeros = new Uint8Array(700);
  await using bench = setUpWikitop([
    concat([a, b]),
    concat([a, b, zeros]),
    concat([a, b, new TextEncoder().encode("more")]),
    concat([a, b, zeros, Uint8Array.of(1)]),
    concat([a, b.slice(0, -1)]),
    concat([a, b, b.slice(0, 1)]),
    concat([a, zeros, b]),
  ]);
  const run = await bench.run();
  assertEnd(bench, run, {
    code: 3,
    hours: ["done", "done", ...Array.from({ length: 5 }, () => "failed bad-data")],
    attempts: [1, 1, 2, 2, 2, 2, 2],
    results: { [resultName(0)]: RESULT, [resultName(1)]: RESULT },
  });
  assertEquals(run.report!.hours.map(({ lines }) => lines), [2, 2, null, null, null, null, null]);
});

Deno.test("wikitop --engine streams refuses several members and padding rather than losing what follows", async () => {
  const dump = gzip(TEXT);
  const refused = [dump, LARGE_DUMP].flatMap((first) => [
    concat([first, dump]),
    concat([first, new Uint8Array(700)]),
  ]);
  await using bench = setUpWikitop([...refused, dump]);
  const run = await bench.run(["--engine", "streams"]);
  assertEnd(bench, run, {
    code: 3,
    hours: [...refused.map(() => "failed bad-data"), "done"],
    attempts: [...refused.map(() => 2), 1],
    results: { [resultName(refused.length)]: RESULT },
  });
  for (const { message } of run.report!.hours.slice(0, -1)) {
    assertStringIncludes(String(message), "it is not one whole gzip member with nothing after it");
  }
});

for (const engine of ENGINES) {
  Deno.test(`wikitop --engine ${engine} reads a last line without its end, and lines that end with CR LF`, async () => {
    const withCrLf = TEXT.replaceAll("\n", "\r\n");
    const texts = [TEXT.slice(0, -1), withCrLf, withCrLf.slice(0, -1), withCrLf.slice(0, -2)];
    await using bench = setUpWikitop(texts);
    assertEnd(bench, await bench.run(["--engine", engine]), {
      code: 0,
      hours: texts.map(() => "done"),
      attempts: texts.map(() => 1),
      results: Object.fromEntries(texts.map((_, later) => [resultName(later), RESULT])),
    });
  });

  Deno.test(`wikitop --engine ${engine} fails an hour without a line, unless that is allowed`, async () => {
    await using bench = setUpWikitop([""]);
    const refused = await bench.run(["--engine", engine]);
    assertEnd(bench, refused, { code: 65, hours: ["failed bad-data"], attempts: [2] });
    assertEquals(refused.report!.hours[0].message, "Cannot rank an empty dump");
    const allowed = await bench.run(["--engine", engine, "--allow-empty"]);
    assertEquals(allowed.code, 0, allowed.stderr);
    assertEquals(bench.results(), { [resultName()]: HEADER });
    assertEquals([allowed.report!.hours[0].lines, allowed.report!.hours[0].domains], [0, 0]);
  });

  Deno.test(`wikitop --engine ${engine} does not take a file of no bytes for a dump, even if empty ones are allowed`, async () => {
    await using bench = setUpWikitop([TEXT]);
    await Deno.mkdir(bench.folder.join("tmp"));
    await Deno.create(bench.folder.join("tmp", dumpName())).then((file) => file.close());
    assertEnd(bench, await bench.run(["--engine", engine, "--allow-empty"]), {
      code: 0,
      hours: ["done"],
      attempts: [1],
      results: { [resultName()]: RESULT },
    });
  });
}

Deno.test("wikitop fails an hour with more malformed lines than --max-malformed, and does not fetch it again", async () => {
  const malformed = (share: number): string => "en A 1 0\n".repeat(1000 - share) + "en Foo\n".repeat(share);
  await using bench = setUpWikitop([malformed(10), malformed(11)]);
  const run = await bench.run();
  const result = HEADER + "en\tA\t1\n".repeat(25);
  assertEnd(bench, run, {
    code: 3,
    hours: ["done", "failed bad-data"],
    attempts: [1, 1],
    results: { [resultName(0)]: result },
  });
  assertStringIncludes(
    String(run.report!.hours[1].message),
    "1.1 % malformed lines, more than --max-malformed 1",
  );
  assertEquals(bench.filesInTmp(), []);
  const lenient = await bench.run(["--max-malformed", "1.1"]);
  assertEquals(lenient.code, 0);
  assertEquals(Object.keys(bench.results()), [resultName(0), resultName(1)]);
});

for (const engine of ENGINES) {
  Deno.test(`wikitop --engine ${engine} accounts for each line of random dumps in the report`, async () => {
    const hasLines = (dump: Uint8Array): boolean => dump.length > 0;
    const texts = fc.sample(arbitraryDump.filter(hasLines), { numRuns: 40, seed: 37 });
    await using bench = setUpWikitop(texts.map(gzip));
    const { code, report, stderr } = await bench.run([
      "--engine",
      engine,
      "--domains",
      "en*",
      "--max-malformed",
      "100",
    ]);
    assertEquals(code, 0, stderr);
    const sums = { malformed: 0, filtered: 0, considered: 0 };
    for (const [later, { lines, malformed, filtered, considered }] of report!.hours.entries()) {
      assertEquals(lines, countLines(texts[later]));
      assertEquals(Number(malformed) + Number(filtered) + Number(considered), lines);
      sums.malformed += Number(malformed);
      sums.filtered += Number(filtered);
      sums.considered += Number(considered);
    }
    for (const sum of Object.values(sums)) assertGreater(sum, 100);
    assertEquals(report!.totals.lines, sums.malformed + sums.filtered + sums.considered);
  });
}

/** As `wc -l` counts, and one more for a last line without its end. */
function countLines(text: Uint8Array): number {
  const ends = text.filter((byte) => byte === 0x0a).length;
  return text.at(-1) === 0x0a ? ends : ends + 1;
}
