import { assertEquals } from "@std/assert";
import { type LineColumns, LineFault, MAX_DOMAIN_CODE_BYTES, parseLine } from "../../lib/rank/line.ts";

/** What parseLine() says of a line that stands in the midst of other text. */
function parse(line: string): LineFault | [domain: string, title: string, countViews: number] {
  const before = "en 1 2 0\n";
  const text = new TextEncoder().encode(`${before}${line}\nen 3 4 0\n`);
  const to = before.length + new TextEncoder().encode(line).length;
  const columns: LineColumns = { domainEnd: 0, titleEnd: 0, countViews: 0 };
  const fault = parseLine(text, before.length, to, columns);
  if (fault) return fault;
  const { domainEnd, titleEnd, countViews } = columns;
  const decode = (from: number, end: number): string => new TextDecoder().decode(text.subarray(from, end));
  return [decode(before.length, domainEnd), decode(domainEnd + 1, titleEnd), countViews];
}

Deno.test("parseLine() finds the columns of a line", () => {
  assertEquals(parse("en Main_Page 42 0"), ["en", "Main_Page", 42]);
  assertEquals(parse('"" Z11550 1 0'), ['""', "Z11550", 1]);
  assertEquals(parse("en.m.voy メイン\tページ 7 12345"), ["en.m.voy", "メイン\tページ", 7]);
  assertEquals(parse("en  506 0"), ["en", "", 506]);
  assertEquals(parse("en \u00a0\u2028\u3000\u0085 1 0"), ["en", "\u00a0\u2028\u3000\u0085", 1]);
});

Deno.test("parseLine() reads counts of digits only", () => {
  assertEquals(parse("en A 007 0"), ["en", "A", 7]);
  assertEquals(parse("en A 9007199254740991 0"), ["en", "A", Number.MAX_SAFE_INTEGER]);
  assertEquals(parse(`en A ${"0".repeat(30)}12 0`), ["en", "A", 12]);
  for (const count of ["0", "000", "-1", "+5", "1e3", "0x10", "1.0", "", "１", "1\t", "1/", "1:"]) {
    assertEquals(parse(`en A ${count} 0`), LineFault.CountViews, count);
  }
  for (const count of ["9007199254740992", "9007199254740993", "9".repeat(30), "9".repeat(400)]) {
    assertEquals(parse(`en A ${count} 0`), LineFault.LargeCountViews, count);
  }
});

Deno.test("parseLine() wants exactly four columns", () => {
  for (
    const line of [
      "",
      "en",
      "en A",
      "en A 1",
      " 3 0",
      "Lonely_title 3 0",
      "en A b 1 0",
      "en A 1 0 ",
      "en\tA\t1\t0",
    ]
  ) {
    assertEquals(parse(line), LineFault.Columns, line);
  }
});

Deno.test("parseLine() wants a domain code of printable ASCII", () => {
  for (const domain of ["", "é", "e\tn", "en\x7f", "\0", "\ufeffen", "d".repeat(MAX_DOMAIN_CODE_BYTES + 1)]) {
    assertEquals(parse(`${domain} A 1 0`), LineFault.DomainCode, domain);
  }
  const longest = "d".repeat(MAX_DOMAIN_CODE_BYTES);
  assertEquals(parse(`${longest} A 1 0`), [longest, "A", 1]);
  assertEquals(parse("!~ A 1 0"), ["!~", "A", 1]);
});

Deno.test("parseLine() wants a response size of digits", () => {
  for (const size of ["", "-0", "x", "0\r", "1e3"]) {
    assertEquals(parse(`en A 1 ${size}`), LineFault.ResponseSize, size);
  }
  assertEquals(parse(`en A 1 ${"9".repeat(400)}`), ["en", "A", 1]);
});

Deno.test("parseLine() names the first fault from the left", () => {
  assertEquals(parse("é A x y"), LineFault.DomainCode);
  assertEquals(parse("en A x y"), LineFault.CountViews);
  assertEquals(parse("en A 1 y"), LineFault.ResponseSize);
});
