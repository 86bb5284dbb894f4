import { assertEquals, assertThrows } from "@std/assert";
import { BadDump } from "../../lib/rank/bad_dump.ts";
import { ByteEngine } from "../../lib/rank/byte_engine.ts";
import type { DumpRanking } from "../../lib/rank/ranking.ts";
import type { Selection } from "../../lib/rank/tally.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function newEngine(selection: Partial<Selection> = {}): ByteEngine {
  return new ByteEngine({ top: 2, wants: () => true, blacklist: new Map(), ...selection });
}

function rank(text: string, selection: Partial<Selection> = {}): DumpRanking {
  const engine = newEngine(selection);
  engine.push(utf8(text));
  return engine.finish();
}

/** `en: B 5, A 3` and the like, one for each domain. */
function listsOf({ domains }: DumpRanking): string[] {
  return domains.map(({ domainCode, pages }) =>
    `${domainCode}: ${pages.map(({ pageTitle, countViews }) => `${pageTitle} ${countViews}`).join(", ")}`
  );
}

Deno.test("ByteEngine ranks the most viewed pages of every domain", () => {
  const dump = "de X 1 0\nen A 3 0\nen B 5 0\nen C 4 0\nen D 4 0\nen.m E 1 0\n";
  assertEquals(listsOf(rank(dump)), ["de: X 1", "en: B 5, C 4", "en.m: E 1"]);
  assertEquals(listsOf(rank(dump, { top: 1 })), ["de: X 1", "en: B 5", "en.m: E 1"]);
  assertEquals(listsOf(rank(dump, { top: 9 })), ["de: X 1", "en: B 5, C 4, D 4, A 3", "en.m: E 1"]);
});

Deno.test("ByteEngine ranks exactly when the domains are interleaved", () => {
  assertEquals(
    listsOf(rank("en A 1 0\nde B 2 0\nen C 3 0\nde D 4 0\nen E 5 0\nde F 1 0\n")),
    ["de: D 4, B 2", "en: E 5, C 3"],
  );
});

Deno.test("ByteEngine counts what it reads", () => {
  const ranking = rank("en A 1 0\nen B 9 0\nfr C 1 0\nfr D 2 0\n\nen bad\nen E 1 0\nen F 1 0\r\nen G 1 0", {
    top: 1,
    wants: (domainCode) => domainCode === "en",
  });
  assertEquals(ranking.counts, { lines: 9, malformed: 2, filtered: 2, considered: 5, invalidUtf8: 0 });
  assertEquals(ranking.inflatedBytes, 71);
  assertEquals(ranking.malformedLines, [
    { lineNumber: 5, reason: "not 4 columns", excerpt: "" },
    { lineNumber: 6, reason: "not 4 columns", excerpt: "en bad" },
  ]);
});

Deno.test("ByteEngine counts lines that are not UTF-8 and ranks U+FFFD", () => {
  const engine = newEngine();
  for (const bytes of [[0xff], [0xe3, 0x81], [0xc3, 0xa9]]) {
    engine.push(utf8("en "));
    engine.push(Uint8Array.from(bytes));
    engine.push(utf8(` ${bytes.length} 0\n`));
  }
  engine.push(Uint8Array.of(0xfe));
  const { domains, counts } = engine.finish();
  assertEquals(domains[0].pages, [{ pageTitle: "é", countViews: 2 }, { pageTitle: "\ufffd", countViews: 2 }]);
  assertEquals(counts, { lines: 4, malformed: 1, filtered: 0, considered: 3, invalidUtf8: 3 });
});

Deno.test("ByteEngine leaves out blacklisted pages, which take no place in a list", () => {
  const blacklist = new Map([["en", new Set(["A", '"B"', ""])]]);
  const dump = 'en A 9 0\nen "\\"B\\"" 8 0\nen  7 0\nen C 6 0\nen D 5 0\nen E 4 0\nde A 1 0\n';
  assertEquals(listsOf(rank(dump, { blacklist })), ["de: A 1", "en: C 6, D 5"]);
  assertEquals(listsOf(rank("en A 9 0\n", { blacklist })), []);
});

Deno.test("ByteEngine puts quoted and raw forms of a domain code into one list", () => {
  assertEquals(listsOf(rank('"a\\"b" A 1 0\na"b B 2 0\n"" Z11550 3 0\n')), [": Z11550 3", 'a"b: B 2, A 1']);
});

Deno.test("ByteEngine does not hold on to the chunks that it was given", () => {
  const engine = newEngine();
  const chunk = new Uint8Array(7);
  const text = utf8("en Main_Page 3 0\nen Other 2 0\nen L 1 0\n");
  for (let at = 0; at < text.length; at += chunk.length) {
    const piece = text.subarray(at, at + chunk.length);
    chunk.set(piece);
    engine.push(chunk.subarray(0, piece.length));
    chunk.fill(0x20);
  }
  assertEquals(listsOf(engine.finish()), ["en: Main_Page 3, Other 2"]);
});

Deno.test("ByteEngine.push() throws BadDump as soon as a line is too long", () => {
  const engine = newEngine();
  engine.push(utf8("en A 1 0\n"));
  engine.push(utf8("x".repeat(65_536)));
  assertThrows(() => engine.push(utf8("x")), BadDump, "line 2");
});

Deno.test("ByteEngine.finish() throws BadDump when there was nothing to rank", () => {
  assertThrows(() => newEngine().finish(), BadDump, "empty dump");
});
