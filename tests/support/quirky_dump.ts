/**
 * Arbitrary dumps for property tests, made of everything that real dumps were seen to hold and of worse.
 *
 * @module
 */
import { concat } from "@std/bytes/concat";
import fc from "fast-check";
import type { Selection } from "../../lib/rank/tally.ts";

const encoder = new TextEncoder();

/** Bytes that are no UTF-8. */
export const BROKEN_UTF8: readonly (readonly number[])[] = [
  [0x80], // a continuation of nothing
  [0xbf, 0xbf],
  [0xc2], // truncated, two bytes
  [0xe3, 0x81], // truncated, three bytes
  [0xf0, 0x9f, 0x98], // truncated, four bytes
  [0xf0],
  [0xc0, 0x80], // overlong NUL
  [0xc1, 0xbf],
  [0xe0, 0x80, 0x80], // overlong
  [0xe0, 0x9f, 0xbf],
  [0xf0, 0x80, 0x80, 0x80],
  [0xf0, 0x8f, 0xbf, 0xbf],
  [0xed, 0xa0, 0x80], // a high surrogate
  [0xed, 0xbf, 0xbf], // a low one
  [0xf4, 0x90, 0x80, 0x80], // beyond U+10FFFF
  [0xf5, 0x80, 0x80, 0x80],
  [0xf8, 0x88, 0x80, 0x80, 0x80],
  [0xfe],
  [0xff],
];

const DOMAIN_FIELDS = [
  ...["en", "en.m", "en.zero", "e", "de", "ja", '""', '"a\\"b"', '"', '"x"', "www.wd", "~", "!"],
  ...[14, 15, 16, 17, 40, 255].map((length) => "d".repeat(length - 2) + ".m"),
];
const BAD_DOMAIN_FIELDS = ["", "d".repeat(256), "é", "en\x7f", "en\t", "\ufeffen", "\u00a0", "\0", "🌍"];
const TITLE_FIELDS = [
  ...["", "-", "A", "B", "C", "Main_Page", "Special:Search", "a".repeat(15), "a".repeat(16), "a".repeat(70)],
  ...[
    '""',
    '"',
    '"\\"',
    '"\\""',
    '"\\\\"',
    '"a\\"b"',
    '"a\\\\b"',
    '"\\"Hello\\"_(…)"',
    '"a"b\\""',
    '"\\x\\""',
  ],
  ...['"Heroes"_(album)', '"raw"', 'a"b', "\\(^o^)/チエ", 'a\\"b', '"\\\\\\""', '"\\"\\'],
  ...[
    "\ufeffA",
    "\ufffd",
    "\ue000",
    "\uffff",
    "😀",
    "😀a",
    "\u{10ffff}",
    "\ud7ff",
    "日本語",
    "é",
    "\u00a0\u0085",
  ],
  ...["\u2028\u3000\u202e", "a\tb", "\0", "a\0", "a\x1f", "\r", "a\rb", "\x7f", "0", "1 0", "a b", "a  b c"],
];
const COUNTS = [
  ...["0", "00", "007", "1e3", "-1", "0x10", "+5", "", "１", "1.5", "1,000", "10", "100", "99999999"],
  ...["999999999", "1000000000", "0999999999", "4294967295", "4294967296", "9007199254740991"],
  ...["9007199254740992", "9007199254740993", "9".repeat(30), "0".repeat(30) + "7", "9".repeat(400)],
];
const SIZES = ["00", "12", "9".repeat(400), "", "-0", "x", "0\t", "0\r"];

const ODD_LINES = [
  ...["", "\ufeff", "Foo 1 0", "en Foo", " 3 0", "   ", "en  506 0", "\r", "en A 1 0 ", "en A 1  0"],
  ...["en A\t1 0", "en A\x001 0", "en A\n1 0", "en A\r1 0", "en A\x1f1 0", "en\tA 1 0"],
];

const utf8 = (text: string): Uint8Array => encoder.encode(text);

const brokenUtf8 = fc.constantFrom(...BROKEN_UTF8).map((bytes) => Uint8Array.from(bytes));

const domainField: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...DOMAIN_FIELDS).map(utf8) },
  { weight: 1, arbitrary: fc.constantFrom(...BAD_DOMAIN_FIELDS).map(utf8) },
  { weight: 1, arbitrary: fc.string({ maxLength: 20 }).map(utf8) },
  { weight: 1, arbitrary: brokenUtf8 },
);

const titlePiece: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...TITLE_FIELDS).map(utf8) },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 12 }).map(utf8) },
  { weight: 2, arbitrary: fc.string({ unit: fc.constantFrom('"', "\\", "a"), maxLength: 8 }).map(utf8) },
  { weight: 1, arbitrary: brokenUtf8 },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 24 }) },
);

const titleField: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 4, arbitrary: titlePiece },
  { weight: 1, arbitrary: fc.array(titlePiece, { maxLength: 4 }).map(concat) },
  {
    weight: 1,
    arbitrary: fc.tuple(titlePiece, titlePiece).map(([a, b]) => concat([utf8('"'), a, b, utf8('"')])),
  },
);

const countField = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 6 }).map(String) },
  { weight: 1, arbitrary: fc.constantFrom(...COUNTS) },
).map(utf8);

const sizeField = fc.oneof(
  { weight: 16, arbitrary: fc.constant("0") },
  { weight: 1, arbitrary: fc.constantFrom(...SIZES) },
).map(utf8);

const lineEnd = fc.oneof(
  { weight: 12, arbitrary: fc.constant("\n") },
  { weight: 1, arbitrary: fc.constantFrom("\r\n", "\r\r\n", "\n\n", "") },
).map(utf8);

function joinColumns(columns: readonly Uint8Array[]): Uint8Array {
  const space = utf8(" ");
  return concat(columns.flatMap((column, index) => index === 0 ? [column] : [space, column]));
}

/** Lines of one domain in a row, as the kernel likes them. */
const runOfLines: fc.Arbitrary<Uint8Array> = fc.tuple(
  domainField,
  fc.array(fc.tuple(titleField, countField, sizeField, lineEnd), { minLength: 1, maxLength: 24 }),
).map(([domain, lines]) =>
  concat(lines.flatMap(([title, count, size, end]) => [joinColumns([domain, title, count, size]), end]))
);

/** Too few or too many columns, or no columns at all. */
const oddLine: fc.Arbitrary<Uint8Array> = fc.tuple(
  fc.oneof(
    fc.array(fc.oneof(domainField, titleField, countField), { maxLength: 6 }).map(joinColumns),
    fc.uint8Array({ maxLength: 40 }),
    fc.constantFrom(...ODD_LINES).map(utf8),
  ),
  lineEnd,
).map(concat);

/** A dump of any lines, in any order, with or without a last LF. */
export const arbitraryDump: fc.Arbitrary<Uint8Array> = fc.tuple(
  fc.array(
    fc.oneof({ weight: 5, arbitrary: runOfLines }, { weight: 1, arbitrary: oddLine }),
    { maxLength: 14 },
  ).map(concat),
  fc.constantFrom("", "", "\n", "\r", "\r\n", "en Last 3 0", "en Last 3 0\r", "en La").map(utf8),
).map(concat);

const arbitraryBlacklist = fc.array(
  fc.tuple(
    fc.constantFrom("en", "en.m", "", 'a"b', "de"),
    fc.constantFrom(...TITLE_FIELDS, '"Hello"_(…)', '"'),
  ),
  { maxLength: 12 },
).map((pages) => {
  const blacklist = new Map<string, Set<string>>();
  for (const [domainCode, title] of pages) {
    blacklist.set(domainCode, (blacklist.get(domainCode) ?? new Set()).add(title));
  }
  return blacklist;
});

/** What may be asked for. */
export const arbitrarySelection: fc.Arbitrary<Selection> = fc.record({
  top: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constant(25)),
  wants: fc.constantFrom<Selection["wants"]>(
    () => true,
    (domainCode) => domainCode.startsWith("en"),
    (domainCode) => domainCode !== "en",
    () => false,
  ),
  blacklist: arbitraryBlacklist,
  allowEmpty: fc.boolean(),
});
