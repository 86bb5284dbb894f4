import { concat } from "@std/bytes/concat";
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { ByteEngine } from "../../lib/rank/byte_engine.ts";
import { MAX_LINE_BYTES } from "../../lib/rank/line.ts";
import { MAX_DOMAIN_CODES, type Selection } from "../../lib/rank/tally.ts";
import { generateDumpText } from "../support/dump_generator.ts";
import { arbitraryDump, arbitrarySelection, BROKEN_UTF8 } from "../support/quirky_dump.ts";
import {
  answerOfBytes,
  answerOfSorting,
  answerOfStreams,
  cut,
  cutEvery,
} from "../support/ranking_answers.ts";

const EVERYTHING: Selection = { top: 3, wants: () => true, blacklist: new Map() };
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Fails unless all three answers are the same, with the dump cut as told. */
async function assertOneAnswer(
  dump: Uint8Array,
  selection: Selection = EVERYTHING,
  chunks: readonly Uint8Array[] = [dump],
): Promise<void> {
  const answer = answerOfSorting(dump, selection);
  assertEquals(answerOfBytes(chunks, selection), answer, "the byte engine differs");
  assertEquals(await answerOfStreams(chunks, selection), answer, "the streams engine differs");
}

/** As {@linkcode assertOneAnswer}, for a dump that must turn out to be bad. */
async function assertBad(dump: Uint8Array, message: string, chunks = [dump]): Promise<void> {
  assertEquals(answerOfSorting(dump, EVERYTHING), message);
  await assertOneAnswer(dump, EVERYTHING, chunks);
}

const TRICKY_DUMP = concat([
  utf8('\ufeffen Bom 1 0\n"" Z11550 1 0\nen \ufeffBom 5 0\nen 日本語😀 9 0\nen \ue000 4 0\nen 😀 4 0\r\n'),
  utf8(
    'en.m "\\"Hi\\"_x" 7 0\nen.m "Heroes"_(album) 7 0\nen  506 0\nen "" 3 0\nen a b 3 0\n\n\r\nen N\nl 3 0\n',
  ),
  ...BROKEN_UTF8.flatMap((bytes) => [utf8("de "), Uint8Array.from(bytes), utf8(" 4 0\n")]),
  utf8(
    "de Z 1 0\nde Y 1 0\nde X 4 0\nde \0 2 0\nde \t 8 0\nzz 1 0\nen Large 9007199254740991 0\nen Last 5 0\r",
  ),
]);

Deno.test("both engines give the answer of a plain sort when a chunk ends at any byte", async () => {
  for (let position = 0; position <= TRICKY_DUMP.length; position++) {
    await assertOneAnswer(TRICKY_DUMP, EVERYTHING, cut(TRICKY_DUMP, [position]));
  }
});

Deno.test("both engines give the answer of a plain sort when chunks are tiny or empty", async () => {
  for (const bytes of [1, 2, 3, 4, 5, 7, 15, 16, 17, 31, 32, 33]) {
    await assertOneAnswer(TRICKY_DUMP, EVERYTHING, cutEvery(TRICKY_DUMP, bytes));
  }
  const empty = new Uint8Array(0);
  await assertOneAnswer(TRICKY_DUMP, EVERYTHING, [empty, TRICKY_DUMP, empty, empty]);
});

Deno.test("both engines give the answer of a plain sort when a dump ends at any byte", async () => {
  for (let end = 0; end < TRICKY_DUMP.length; end++) await assertOneAnswer(TRICKY_DUMP.subarray(0, end));
});

Deno.test("both engines give the answer of a plain sort on arbitrary dumps in arbitrary chunks", async () => {
  const cuts = fc.array(fc.nat(), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(arbitraryDump, arbitrarySelection, cuts, async (dump, selection, positions) => {
      const chunks = cut(dump, positions.map((position) => position % (dump.length + 1)));
      await assertOneAnswer(dump, selection, chunks);
    }),
    { numRuns: 1_500 },
  );
});

Deno.test("both engines give the answer of a plain sort on arbitrary dumps byte by byte", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryDump, arbitrarySelection, async (dump, selection) => {
      await assertOneAnswer(dump, selection, cutEvery(dump, 1));
    }),
    { numRuns: 60 },
  );
});

Deno.test("both engines give the answer of a plain sort on arbitrary bytes", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), (dump) => assertOneAnswer(dump)),
    { numRuns: 300 },
  );
});

Deno.test("both engines give the answer of a plain sort when a large dump is in any order", async () => {
  const dump = concat([...generateDumpText({ lines: 20_000, seed: 7, quirks: true })]);
  const lines = new TextDecoder().decode(dump).split("\n").slice(0, -1);
  const shuffled = lines.map((line, index) => ({ line, key: (index * 7919) % lines.length }))
    .sort((a, b) => a.key - b.key).map(({ line }) => line);
  const blacklist = new Map([["en", new Set(["Main_Page", "-"])], ["ja.m", new Set(["Special:Search"])]]);
  for (const order of [lines, shuffled, lines.toReversed()]) {
    const text = utf8(order.join("\n") + "\n");
    await assertOneAnswer(
      text,
      { top: 10, wants: (code) => code.length < 5, blacklist },
      cutEvery(text, 65_536),
    );
  }
});

Deno.test("both engines choose the same pages when many tie at the cut", async () => {
  const titles = ["b", "a", "\ufffd", "😀", "\ue000", "", "aa", "é", "Z", '"\\"a"', "\uffff", "a\u0301"];
  for (let shift = 0; shift < titles.length; shift++) {
    const order = [...titles.slice(shift), ...titles.slice(0, shift)];
    const dump = utf8(order.map((title) => `en ${title} 7 0\n`).join(""));
    for (const top of [1, 2, 5, 11, 12, 13]) await assertOneAnswer(dump, { ...EVERYTHING, top });
  }
});

Deno.test("both engines rank a line of 65,536 bytes", async () => {
  const padded = (bytes: number): string => `en ${"x".repeat(bytes - 7)} 9 0`;
  const dump = utf8(
    `en A 1 0\n${padded(MAX_LINE_BYTES)}\n${padded(MAX_LINE_BYTES - 1)}\r\n${padded(MAX_LINE_BYTES)}`,
  );
  assertEquals(dump.length, 9 + 3 * MAX_LINE_BYTES + 2);
  for (const bytes of [100, 4_096, MAX_LINE_BYTES - 1, MAX_LINE_BYTES, MAX_LINE_BYTES + 1, dump.length]) {
    await assertOneAnswer(dump, EVERYTHING, cutEvery(dump, bytes));
  }
});

Deno.test("both engines refuse a line of 65,537 bytes", async () => {
  const message = "Cannot rank line 2: it is longer than 65536 bytes";
  const line = `en ${"x".repeat(MAX_LINE_BYTES + 1 - 7)} 1 0`;
  assertEquals(line.length, MAX_LINE_BYTES + 1);
  for (
    const long of [`${line}\n`, line, `${line.slice(1)}\r\n`, `${line.slice(1)}\r`, `${" ".repeat(70_000)}\n`]
  ) {
    for (const rest of ["", "en B 1 0\n"]) {
      const dump = utf8(`en A 2 0\n${long}${long.endsWith("\n") ? rest : ""}`);
      for (const bytes of [1_000, MAX_LINE_BYTES, MAX_LINE_BYTES + 1, dump.length]) {
        await assertBad(dump, message, cutEvery(dump, bytes));
      }
    }
  }
});

Deno.test("both engines refuse a line that does not end, as soon as it is too long", async () => {
  const endless = new Uint8Array(3_000_000).fill(0x78);
  await assertBad(endless, "Cannot rank line 1: it is longer than 65536 bytes");
});

Deno.test("both engines rank a chunk that is larger than the kernel's memory", async () => {
  const long = (i: number): string =>
    `en ${"é".repeat(32_000)}${i} ${1_000 + i} 0\nen Short${i} ${i % 5 + 1} 0\n`;
  const dump = utf8(Array.from({ length: 60 }, (_, i) => long(i)).join(""));
  await assertOneAnswer(dump);
});

Deno.test("both engines rank 100,000 domain codes and refuse one more", async () => {
  const lines = Array.from({ length: MAX_DOMAIN_CODES + 1 }, (_, i) => `d${i} A ${i + 1} 0\n`);
  const selection = { ...EVERYTHING, wants: (code: string) => code.endsWith("77") };
  await assertOneAnswer(utf8([...lines.slice(1), ...lines.slice(1, 9)].join("")), selection);
  await assertBad(utf8(lines.join("")), "Cannot rank a dump of more than 100000 domain codes");
});

Deno.test("both engines refuse a dump that holds nothing, unless that is allowed", async () => {
  await assertBad(new Uint8Array(0), "Cannot rank an empty dump");
  await assertOneAnswer(new Uint8Array(0), { ...EVERYTHING, allowEmpty: true });
});

Deno.test("the byte engine ranks several dumps in turns", () => {
  const dumps = ["en A 1 0\nen B 2 0\nen C 3 0\nen D 1 0\n", "de E 9 0\nde F 1 0\nde G 2 0\nde H 8 0\n"].map(
    utf8,
  );
  const selection = { ...EVERYTHING, top: 2 };
  const alone = dumps.map((dump) => answerOfSorting(dump, selection));
  for (const bytes of [1, 5, 9, 18]) {
    const engines = dumps.map(() => new ByteEngine(selection));
    const chunks = dumps.map((dump) => cutEvery(dump, bytes));
    for (let turn = 0; turn < chunks[0].length; turn++) {
      for (const [index, engine] of engines.entries()) engine.push(chunks[index][turn]);
    }
    assertEquals(engines.map((engine) => engine.finish()), alone);
  }
});
