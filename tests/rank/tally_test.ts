import { assert, assertEquals, assertThrows } from "@std/assert";
import { BadDump } from "../../lib/rank/bad_dump.ts";
import { LineFault } from "../../lib/rank/line.ts";
import {
  checkCharacters,
  EXCERPT_CHARACTERS,
  MALFORMED_LINES_KEPT,
  MAX_DOMAIN_CODES,
  MAX_LISTED_CHARACTERS,
  type Selection,
  Tally,
} from "../../lib/rank/tally.ts";
import { TopList } from "../../lib/rank/top_list.ts";

function newTally(selection: Partial<Selection> = {}): Tally<TopList> {
  return new Tally(
    { top: 3, wants: () => true, blacklist: new Map(), ...selection },
    (top) => new TopList(top),
  );
}

Deno.test("Tally.domain() gives the same domain for the same code, and asks once whether it is wanted", () => {
  const asked: string[] = [];
  const enTitles = new Set(["Main_Page"]);
  const wants = (code: string): boolean => asked.push(code) > 0 && code === "en";
  const tally = newTally({ wants, blacklist: new Map([["en", enTitles]]) });
  const en = tally.domain("en");
  assertEquals([en.wanted, en.blacklisted], [true, enTitles]);
  const de = tally.domain("de");
  assertEquals([de.wanted, de.blacklisted], [false, undefined]);
  assert(tally.domain("en") === en && tally.domain("de") === de);
  assertEquals(asked, ["en", "de"]);
});

Deno.test("Tally.domain() makes rankers of the size that was asked for", () => {
  const sizes: number[] = [];
  const selection = { top: 7, wants: () => true, blacklist: new Map() };
  const tally = new Tally(selection, (top) => (sizes.push(top), new TopList(top)));
  tally.domain("en");
  tally.domain("en");
  assertEquals(sizes, [7]);
});

Deno.test("Tally.domain() throws BadDump when there are too many", () => {
  const tally = newTally({ wants: () => false });
  for (let i = 0; i < MAX_DOMAIN_CODES; i++) tally.domain(`d${i}`);
  tally.domain("d0");
  assertThrows(() => tally.domain("one more"), BadDump, "more than 100000 domain codes");
});

Deno.test("Tally.finish() gives domains in byte order, without those that have no page", () => {
  const tally = newTally();
  tally.lines = 4;
  tally.considered = 3;
  tally.filtered = 1;
  tally.invalidUtf8 = 2;
  tally.inflatedBytes = 99;
  for (const code of ["en.m", "", "zz", "en", "EN", "nothing"]) {
    const { ranker } = tally.domain(code);
    if (code !== "nothing") ranker.offer({ pageTitle: code, countViews: 1 });
  }
  const ranking = tally.finish();
  assertEquals(ranking.domains.map(({ domainCode }) => domainCode), ["", "EN", "en", "en.m", "zz"]);
  assertEquals(ranking.domains[1].pages, [{ pageTitle: "EN", countViews: 1 }]);
  assertEquals(ranking.counts, { lines: 4, malformed: 0, filtered: 1, considered: 3, invalidUtf8: 2 });
  assertEquals(ranking.inflatedBytes, 99);
});

Deno.test("Tally.finish() throws BadDump when there was no line, unless that is allowed", () => {
  assertThrows(() => newTally().finish(), BadDump, "empty dump");
  assertThrows(() => newTally({ allowEmpty: false }).finish(), BadDump, "empty dump");
  assertEquals(newTally({ allowEmpty: true }).finish().domains, []);
});

Deno.test("Tally.addMalformed() counts all malformed lines and keeps the first few", () => {
  const tally = newTally();
  for (let i = 1; i <= MALFORMED_LINES_KEPT + 3; i++) {
    tally.lines++;
    tally.addMalformed(LineFault.Columns, `line ${i}`);
  }
  const { counts, malformedLines } = tally.finish();
  assertEquals(counts.malformed, MALFORMED_LINES_KEPT + 3);
  assertEquals(malformedLines.map(({ lineNumber }) => lineNumber), [1, 2, 3, 4, 5]);
  assertEquals(malformedLines[0], { lineNumber: 1, reason: "not 4 columns", excerpt: "line 1" });
});

Deno.test("Tally.addMalformed() keeps a short excerpt that a terminal can show", () => {
  const tally = newTally();
  tally.lines = 1;
  tally.addMalformed(LineFault.Columns, "\x1b[2J\u202e" + "x".repeat(1_000));
  const { excerpt } = tally.finish().malformedLines[0];
  assertEquals(excerpt, "\\u{1B}[2J\\u{202E}" + "x".repeat(EXCERPT_CHARACTERS - 5));
});

Deno.test("checkCharacters() throws BadDump when the titles listed are too long to be held", () => {
  checkCharacters(MAX_LISTED_CHARACTERS);
  assertThrows(() => checkCharacters(MAX_LISTED_CHARACTERS + 1), BadDump, "listed titles");
});
