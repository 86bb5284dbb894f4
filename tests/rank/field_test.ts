import { assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { decodeField, unquoteField } from "../../lib/rank/field.ts";
import { BROKEN_UTF8 } from "../support/quirky_dump.ts";

/** How the dumps' writer quotes a field that holds a quotation mark. */
const quote = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

Deno.test("unquoteField() reads fields that are quoted in the new sense", () => {
  assertEquals(unquoteField('""'), "");
  assertEquals(unquoteField('"\\"Hello,_World!\\"_(bài_hát)"'), '"Hello,_World!"_(bài_hát)');
  assertEquals(unquoteField('"\\""'), '"');
  assertEquals(unquoteField('"a\\\\b\\"c"'), 'a\\b"c');
  assertEquals(unquoteField('"\\\\\\""'), '\\"');
  assertEquals(unquoteField('"\\"\\\\"'), '"\\');
  assertEquals(unquoteField('"\\"\t\u2028\n"'), '"\t\u2028\n');
});

Deno.test("unquoteField() keeps everything else as it is", () => {
  const fields = [
    ...["", "Foo", "\\(^o^)/チエ", 'a\\"b', 'a"b"', '"', '"a', 'a"', '"Heroes"_(album)', '"raw"', '"a"b"'],
    ...[
      '"\\"',
      '"\\\\"',
      '"a\\\\b"',
      '"\\x\\""',
      '"a"\\""',
      '"\\"a"b"',
      '"\\""a',
      '"\\"\\"',
      ' ""',
      '"" ',
      '"""',
    ],
  ];
  for (const field of fields) assertEquals(unquoteField(field), field);
});

Deno.test("unquoteField() gives back every text with a quotation mark that the writer quoted", () => {
  const text = fc.string({ unit: fc.oneof(fc.constantFrom('"', "\\", "a"), fc.string()) });
  fc.assert(fc.property(text, text, (a, b) => {
    assertEquals(unquoteField(quote(`${a}"${b}`)), `${a}"${b}`);
  }));
});

Deno.test("unquoteField() reads the longest field without trouble", () => {
  const marks = '"'.repeat(32_000);
  assertEquals(unquoteField(quote(marks)), marks);
  const almost = `"${"\\\\".repeat(32_000)}"`;
  assertEquals(unquoteField(almost), almost);
});

Deno.test("decodeField() reads UTF-8 and unquotes it", () => {
  const decode = (text: string): string => decodeField(new TextEncoder().encode(text));
  assertEquals(decode("メインページ😀\0"), "メインページ😀\0");
  assertEquals(decode('"\\"é\\""'), '"é"');
  assertEquals(decode(""), "");
});

Deno.test("decodeField() keeps a byte order mark, which is part of a title", () => {
  assertEquals(decodeField(Uint8Array.of(0xef, 0xbb, 0xbf, 0x41)), "\ufeffA");
});

Deno.test("decodeField() gives U+FFFD for what is not UTF-8", () => {
  for (const bytes of BROKEN_UTF8) {
    assertMatch(decodeField(Uint8Array.from([0x41, ...bytes, 0x42])), /^A\ufffd+B$/);
  }
});
