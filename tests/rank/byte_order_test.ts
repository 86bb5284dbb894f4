import { Buffer } from "node:buffer";
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { compareByteOrder } from "../../lib/rank/byte_order.ts";

const compareBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

Deno.test("compareByteOrder() compares as the bytes of UTF-8 do", () => {
  const edges = fc.constantFrom(
    "",
    "a",
    "é",
    "\ud7ff",
    "\ue000",
    "\ufffd",
    "\uffff",
    "\u{10000}",
    "😀",
    "\u{10ffff}",
  );
  const text = fc.array(fc.oneof(edges, fc.string({ unit: "binary", maxLength: 2 })), { maxLength: 4 })
    .map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(text, text, text, (start, a, b) => {
      assertEquals(Math.sign(compareByteOrder(start + a, start + b)), compareBytes(start + a, start + b));
    }),
    { numRuns: 300 },
  );
});

Deno.test("compareByteOrder() puts characters beyond the first plane last", () => {
  const inOrder = [
    "",
    "A",
    "a",
    "ab",
    "é",
    "\ud7ff",
    "\ue000",
    "\ufffd",
    "\uffff",
    "\u{10000}",
    "😀",
    "😀a",
    "😁",
  ];
  assertEquals(inOrder.toReversed().sort(compareByteOrder), inOrder);
});

Deno.test("compareByteOrder() is 0 for equal texts only", () => {
  assertEquals(compareByteOrder("日本😀", "日本😀"), 0);
  assertEquals(compareByteOrder("é", "e\u0301") === 0, false);
});
