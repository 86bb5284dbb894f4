/**
 * Small dumps for property tests: few titles, many ties, domains that come and go, and every oddity that matters when
 * lines are added up.
 *
 * @module
 */
import fc from "fast-check";
import { gzipSync } from "node:zlib";

const DOMAINS = ["en", "en.m", "en.zero", "de.m.b", "de.b", "pl.m", "", "www.wd", "a-very-long-code.m.voy"];
/** As they stand in a dump; some mean the same page. */
const FIELDS = [
  ..."a b c d e f g h i j k l m".split(" "),
  "Main_Page",
  "Main_Page_(2)",
  "-",
  "!",
  "",
  '""',
  '"Heroes"',
  '"\\"Heroes\\""',
  'a"b',
  '"a\\"b"',
  "é",
  "\uFFFD",
  "\\(^o^)/",
  "a\tb",
  "a\u00a0b",
  "A_title_of_more_than_sixteen_bytes",
  "A_title_of_more_than_sixteen_bytes_and_more",
  "A_title_of_more_than_sixteen_bytes_or_more",
];
const MALFORMED = ["en three columns", "", "en x 0 0", "en a b 5 0", " 3 0", "en x 1e3 0", "\u0000"];

/** A line of a dump, or something else in its place. */
type Line = readonly [domainCode: string, field: string, count: number] | string;

const count = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 3 }) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 30 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 5_000_000 }) },
);
const regular = fc.tuple(fc.constantFrom(...DOMAINS), fc.constantFrom(...FIELDS), count);
/** In byte order, each pair once, nothing malformed; titles that stand twice only in two ways. */
const sortedLines = fc.uniqueArray(regular, {
  maxLength: 80,
  selector: ([code, field]) => `${code} ${field}`,
})
  .map((lines): Line[] =>
    lines.sort(([a, x], [b, y]) => byteOrder(codeField(a), codeField(b)) || byteOrder(x, y))
  );
/** Anything in any order. */
const wildLines = fc.array(
  fc.oneof(
    { weight: 9, arbitrary: regular as fc.Arbitrary<Line> },
    { weight: 1, arbitrary: fc.constantFrom(...MALFORMED) as fc.Arbitrary<Line> },
  ),
  { maxLength: 80 },
);

/** The text of a dump, which ends with a line for sure. */
const dumpText: fc.Arbitrary<Uint8Array> = fc.tuple(
  fc.oneof({ weight: 2, arbitrary: sortedLines }, { weight: 1, arbitrary: wildLines }),
  fc.boolean(),
).map(([lines, hasInvalidUtf8]) => textOf(lines, hasInvalidUtf8));

/** Several dumps. */
export const dumpTexts: fc.Arbitrary<Uint8Array[]> = fc.array(dumpText, { minLength: 1, maxLength: 5 });

function textOf(lines: readonly Line[], hasInvalidUtf8: boolean): Uint8Array {
  const texts = lines.map((line) =>
    typeof line === "string" ? line : `${codeField(line[0])} ${line[1]} ${line[2]} 0`
  );
  const text = new TextEncoder().encode([...texts, "zz last 1 0", ""].join("\n"));
  // What was an é is two pages now that mean the same: neither is UTF-8.
  return hasInvalidUtf8 ? text.map((byte) => byte === 0xc3 ? 0xff : byte) : text;
}

function codeField(domainCode: string): string {
  return domainCode === "" ? '""' : domainCode;
}

function byteOrder(a: string, b: string): number {
  const encoder = new TextEncoder();
  const [x, y] = [encoder.encode(a), encoder.encode(b)];
  for (let i = 0; i < Math.min(x.length, y.length); i++) if (x[i] !== y[i]) return x[i]! - y[i]!;
  return x.length - y.length;
}

/** A file of the dump. */
export function writeGzip(path: string, text: Uint8Array): void {
  Deno.writeFileSync(path, gzipSync(text, { level: 1 }));
}
