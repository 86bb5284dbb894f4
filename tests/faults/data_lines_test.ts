import { assertEquals } from "@std/assert";
import { concat } from "@std/bytes/concat";
import { assertEnd } from "../support/run_assertions.ts";
import { gzip, resultName, setUpWikitop } from "../support/wikitop_process.ts";

const HEADER = "domain_code\tpage_title\tcount_views\n";
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

for (const engine of ["bytes", "streams"]) {
  Deno.test(`wikitop --engine ${engine} unquotes what is quoted, and leaves raw quotes and backslashes`, async () => {
    const fields: readonly (readonly [inDump: string, inResult: string])[] = [
      ['"\\"Hello,_World!\\"_(…)"', '"Hello,_World!"_(…)'],
      ['"a\\\\\\"b"', 'a\\\\"b'],
      ['"\\""', '"'],
      ['""', ""],
      ['"Heroes"_(album)', '"Heroes"_(album)'],
      ['"raw"', '"raw"'],
      ['"only\\\\backslash"', '"only\\\\\\\\backslash"'],
      ['"not\\escaped\\""', '"not\\\\escaped\\\\""'],
      ['"', '"'],
      ['a"b', 'a"b'],
      ["\\(^o^)/チエ", "\\\\(^o^)/チエ"],
    ];
    const lines = fields.map(([title], index) => `ja ${title} ${100 - index} 0\n`);
    await using bench = setUpWikitop([`"" Z11550 1 0\n"a\\"b" C 1 0\n` + lines.join("")]);
    const rows = fields.map(([, title], index) => `ja\t${title}\t${100 - index}\n`);
    assertEnd(bench, await bench.run(["--engine", engine]), {
      code: 0,
      hours: ["done"],
      attempts: [1],
      results: { [resultName()]: `${HEADER}\tZ11550\t1\na"b\tC\t1\n${rows.join("")}` },
    });
  });

  Deno.test(`wikitop --engine ${engine} ranks what is not UTF-8 as U+FFFD, counts it, and keeps NUL`, async () => {
    const broken = [[0x80], [0xc0, 0x80], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [
      0xff,
    ]];
    const lines = broken.map((bytes, index) =>
      concat([utf8("en "), Uint8Array.from(bytes), utf8(` ${9 - index} 0\n`)])
    );
    await using bench = setUpWikitop([gzip(concat([...lines, utf8("en a\0b 1 0\n")]))]);
    const run = await bench.run(["--engine", engine]);
    const rows = broken.map(({ length }, index) => `en\t${"\ufffd".repeat(length)}\t${9 - index}\n`);
    assertEnd(bench, run, {
      code: 0,
      hours: ["done"],
      attempts: [1],
      results: { [resultName()]: `${HEADER}${rows.join("")}en\ta\\u0000b\t1\n` },
    });
    const [{ invalid_utf8, malformed }] = run.report!.hours;
    assertEquals([invalid_utf8, malformed], [broken.length, 0]);
  });

  Deno.test(`wikitop --engine ${engine} takes digits up to 2^53-1 for a count, and nothing else`, async () => {
    const bad = ["-1", "1e3", "0x10", "", "9007199254740992", "0", "+1", "1.0", "１", "9".repeat(400)];
    const lines = bad.map((count) => `en Bad ${count} 0\n`);
    await using bench = setUpWikitop([lines.join("") + "en Good 9007199254740991 0\nen Zeros 007 0\n"]);
    const run = await bench.run(["--engine", engine, "--max-malformed", "99"]);
    assertEnd(bench, run, {
      code: 0,
      hours: ["done"],
      attempts: [1],
      results: { [resultName()]: `${HEADER}en\tGood\t9007199254740991\nen\tZeros\t7\n` },
    });
    assertEquals(run.report!.hours[0].malformed, bad.length);
    const told = run.log.filter(({ message }) => message === "line malformed").map(({ properties }) =>
      properties
    );
    assertEquals(told.map(({ line_number, reason }) => [line_number, reason]), [
      [1, "count_views is not a positive whole number"],
      [2, "count_views is not a positive whole number"],
      [3, "count_views is not a positive whole number"],
      [4, "count_views is not a positive whole number"],
      [5, "count_views is above 2^53-1"],
    ]);
  });
}
