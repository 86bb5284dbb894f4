import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { domainMatcher } from "../lib/domain_matcher.ts";

function matchesOf(patterns: readonly string[], domainCodes: readonly string[]): string[] {
  return domainCodes.filter(domainMatcher(patterns));
}

const CODES = ["", "de", "de.m", "en", "en.m", "en.m.b", "en.b", "eng", "ten", "simple", "www.wd", "EN"];

Deno.test("domainMatcher() wants every domain code when there is no pattern", () => {
  assertEquals(matchesOf([], CODES), CODES);
});

Deno.test("domainMatcher() wants exactly the codes that are named", () => {
  assertEquals(matchesOf(["en", "de.m"], CODES), ["de.m", "en"]);
  assertEquals(matchesOf(["e", "n", "en.", "nothing"], CODES), []);
});

Deno.test("domainMatcher() takes * for any characters, or none", () => {
  assertEquals(matchesOf(["*"], CODES), CODES);
  assertEquals(matchesOf(["en*"], CODES), ["en", "en.m", "en.m.b", "en.b", "eng"]);
  assertEquals(matchesOf(["*.m"], CODES), ["de.m", "en.m"]);
  assertEquals(matchesOf(["*.b"], CODES), ["en.m.b", "en.b"]);
  assertEquals(matchesOf(["e*.b"], CODES), ["en.m.b", "en.b"]);
  assertEquals(matchesOf(["*n*m*"], CODES), ["en.m", "en.m.b"]);
  assertEquals(matchesOf(["**en**"], CODES), ["en", "en.m", "en.m.b", "en.b", "eng", "ten"]);
});

Deno.test("domainMatcher() takes all other characters for themselves", () => {
  assertEquals(
    matchesOf(["e.", "e?", "[ed][ne]", "en|de", "(en)", "\\w+", "^en$", "e+n", "en{1}"], CODES),
    [],
  );
  const odd = "a.b?c[d]e(f)g|h\\i^j$k+l{m}/n-o";
  assertEquals(matchesOf([odd], [odd, "aXb"]), [odd]);
});

Deno.test("domainMatcher() wants the domain without a code when that is named", () => {
  assertEquals(matchesOf([""], CODES), [""]);
  assertEquals(matchesOf(["", "de"], CODES), ["", "de"]);
});

Deno.test("domainMatcher() wants a code that any pattern names, whatever it is made of", () => {
  const piece = fc.string({ maxLength: 6 }).map((text) => text.replaceAll("*", ""));
  fc.assert(fc.property(piece, piece, piece, fc.array(piece), (start, middle, end, others) => {
    const wants = domainMatcher([...others, `${start}*${end}`]);
    assert(wants(start + middle + end));
    for (const other of others) assert(wants(other));
    if (end !== "") assert(!domainMatcher([`${start}*${end}`])(`${start}${end}`.slice(0, -1)));
  }));
});
