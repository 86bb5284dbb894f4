import { isUtf8 } from "node:buffer";
import { assert, assertEquals, assertGreaterOrEqual, assertLessOrEqual } from "@std/assert";
import { concat } from "@std/bytes/concat";
import fc from "fast-check";
import { skippedLines, validUntil } from "../../lib/rank/kernel.wasm";
import {
  DOUBTFUL_BYTES,
  kernelBytes,
  KernelDomain,
  TEXT_CAPACITY,
  TEXT_START,
} from "../../lib/rank/kernel_text.ts";
import { MAX_LINE_BYTES } from "../../lib/rank/line.ts";
import { BROKEN_UTF8 } from "../support/quirky_dump.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Puts text into the kernel's memory, with rubbish after it. */
function place(text: Uint8Array, at: number): number {
  kernelBytes.set(text, at);
  for (let i = 0; i < 40; i++) kernelBytes[at + text.length + i] = [0xff, 0x80, 0x20, 0xe3, 0x30][i % 5];
  return at + text.length;
}

/** Where the first character starts that is not UTF-8, and after which byte that is certain; none: undefined. */
function firstFault(text: Uint8Array): { start: number; certain: number } | undefined {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for (let i = 0; i < text.length; i++) {
    try {
      decoder.decode(text.subarray(i, i + 1), { stream: true });
    } catch {
      let start = i;
      while (!isUtf8(text.subarray(0, start))) start--;
      return { start, certain: i + 1 };
    }
  }
  return undefined;
}

function assertValidUntil(text: Uint8Array, at: number): void {
  const end = place(text, at);
  const position = validUntil(at, end);
  const fault = firstFault(text);
  if (position === end) return assertEquals(fault, undefined, "a fault was missed");
  assertGreaterOrEqual(position, at);
  assertLessOrEqual(position, at + (fault?.start ?? text.length), "a fault stands before the position");
  assertLessOrEqual(
    at + (fault?.certain ?? text.length),
    position + DOUBTFUL_BYTES,
    "the fault is too far off",
  );
}

Deno.test("validUntil() finds every fault, at every place of a block", () => {
  for (const padding of ["x", "é", "日", "😀"]) {
    for (const bytes of BROKEN_UTF8) {
      for (let before = 0; before < 36; before++) {
        const text = concat([utf8(padding.repeat(before)), Uint8Array.from(bytes), utf8(`${padding}x\n`)]);
        assertValidUntil(text, TEXT_START);
        assertValidUntil(text, TEXT_START + 1 + before);
      }
    }
  }
});

Deno.test("validUntil() finds nothing wrong with UTF-8", () => {
  const edges = [
    "\x7f",
    "\x80",
    "\u07ff",
    "\u0800",
    "\ud7ff",
    "\ue000",
    "\uffff",
    "\u{10000}",
    "\u{10ffff}",
    "\0",
  ];
  for (const character of edges) {
    for (let before = 0; before < 20; before++) {
      const text = utf8("x".repeat(before) + character.repeat(20) + "x".repeat(16 - before % 16) + "\n");
      const end = place(text, TEXT_START);
      kernelBytes.fill(0x0a, end, end + 32);
      assertEquals(validUntil(TEXT_START, end), end);
    }
  }
});

Deno.test("validUntil() agrees with the runtime on arbitrary bytes", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary", maxLength: 12 }).map(utf8),
    fc.constantFrom(...BROKEN_UTF8).map((bytes) => Uint8Array.from(bytes)),
    fc.uint8Array({ maxLength: 6 }),
    fc.array(fc.integer({ min: 0x80, max: 0xff }), { maxLength: 4 }).map((bytes) => Uint8Array.from(bytes)),
  );
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => concat([...pieces, utf8("\n")]));
  fc.assert(
    fc.property(text, fc.nat({ max: 63 }), (bytes, offset) => assertValidUntil(bytes, TEXT_START + offset)),
    { numRuns: 5_000 },
  );
});

Deno.test("validUntil() knows every sequence of two and of three bytes", () => {
  const text = Uint8Array.from([0x78, 0, 0, 0, 0x0a]);
  const end = place(text, TEXT_START);
  kernelBytes.fill(0x0a, end, end + 32);
  for (let first = 0x80; first < 0x100; first++) {
    for (let second = 0; second < 0x100; second++) {
      for (const third of [0x0a, 0x41, 0x80, 0x8f, 0xbf, 0xc2, 0xed]) {
        text.set([first, second, third], 1);
        kernelBytes.set(text, TEXT_START);
        assertEquals(validUntil(TEXT_START, end) === end, isUtf8(text), `${[first, second, third]}`);
      }
    }
  }
});

/** What the kernel may pass over: a line of the domain, well-formed, with some views but fewer than asked for. */
function mayBePassed(line: string, domainCode: string, minViews: number): boolean {
  const [domain, , views, size, ...more] = line.split(" ");
  return domain === domainCode && more.length === 0 && /^\d+$/.test(views ?? "") && Number(views) > 0 &&
    Number(views) < minViews && /^\d+$/.test(size ?? "") && utf8(line).length <= MAX_LINE_BYTES;
}

/** What it must pass over, or it would be of no use: such a line without anything odd. */
function mustBePassed(line: string, domainCode: string, minViews: number): boolean {
  return mayBePassed(line, domainCode, minViews) && /^[!-~]{1,15} [^\0-\x20]* \d{1,9} 0$/u.test(line);
}

/** Passes over lines and checks that these were the right ones. */
function assertSkips(
  lines: readonly string[],
  domainCode: string,
  minViews: number,
  at = TEXT_START,
): number {
  const end = place(utf8(lines.map((line) => `${line}\n`).join("")), at);
  const domain = new KernelDomain();
  domain.set(utf8("another "));
  domain.set(utf8(`${domainCode} `));
  const stop = domain.skipLines(at, end, minViews);
  const passed = lines.slice(0, skippedLines());
  assertEquals(stop - at, utf8(passed.map((line) => `${line}\n`).join("")).length, "it stops within a line");
  for (const line of passed) assert(mayBePassed(line, domainCode, minViews), `it passes over "${line}"`);
  const next = lines.at(passed.length);
  if (passed.length < lines.length) {
    assert(!mustBePassed(next!, domainCode, minViews), `it stops at "${next}"`);
  }
  return passed.length;
}

Deno.test("KernelDomain.skipLines() passes only over lines that a plain parse says cannot matter", () => {
  const domainCodes = [
    "en",
    "en.m",
    "e",
    '""',
    "d".repeat(14),
    "d".repeat(15),
    "d".repeat(16),
    "d".repeat(40),
  ];
  const line = fc.tuple(
    fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, {
      weight: 1,
      arbitrary: fc.constantFrom(...domainCodes),
    }),
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.constantFrom("", "-", "A", "a b", "a\t", "\0", "1", "1 0", "5 0 ", "é".repeat(20), "x".repeat(100)),
    ).map((title) => title.replaceAll("\n", "")),
    fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: 1, max: 12 }).map(String) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          "0",
          "",
          "007",
          "000",
          "-1",
          "1e3",
          "999999999",
          "1000000000",
          "4294967297",
          "9".repeat(30),
        ),
      },
    ),
    fc.oneof({ weight: 12, arbitrary: fc.constant("0") }, {
      weight: 1,
      arbitrary: fc.constantFrom("00", "", "1", "0\r", "0 "),
    }),
  );
  const minViews = fc.oneof(
    fc.integer({ min: 0, max: 15 }),
    fc.constantFrom(Infinity, 2 ** 32, 2 ** 53 - 1, 10 ** 9),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...domainCodes),
      fc.array(line, { maxLength: 20 }),
      minViews,
      fc.nat({ max: 31 }),
      (domainCode, parts, least, offset) => {
        const lines = parts.map(([other, ...columns]) => [other ?? domainCode, ...columns].join(" "));
        assertSkips(lines, domainCode, least, TEXT_START + offset);
      },
    ),
    { numRuns: 3_000 },
  );
});

Deno.test("KernelDomain.skipLines() passes over all lines of a domain that are below the threshold", () => {
  const lines = ["en A 1 0", "en B 4 0", "en  3 0", "en é日😀 2 0", `en ${"x".repeat(50)} 4 0`];
  assertEquals(assertSkips(lines, "en", 5), 5);
  assertEquals(assertSkips(lines, "en", 4), 1);
  assertEquals(assertSkips(lines, "en", Infinity), 5);
  assertEquals(assertSkips(["en A 999999999 0"], "en", Infinity), 1);
});

Deno.test("KernelDomain.skipLines() passes over nothing when every line matters or the domain is unknown", () => {
  assertEquals(assertSkips(["en A 1 0"], "en", 0), 0);
  assertEquals(assertSkips(["en A 1 0"], "en", 1), 0);
  assertEquals(assertSkips([`${"d".repeat(16)} A 1 0`], "d".repeat(16), 9), 0);
  const end = place(utf8("en A 1 0\n"), TEXT_START);
  assertEquals(new KernelDomain().skipLines(TEXT_START, end, 9), TEXT_START);
  assertEquals(skippedLines(), 0);
});

Deno.test("KernelDomain.skipLines() takes no control character for the end of a title", () => {
  for (let code = 0; code < 0x20; code++) {
    const character = String.fromCharCode(code);
    if (character === "\n") continue;
    assertEquals(assertSkips([`en A${character}1 0`], "en", 9), 0);
    assertEquals(assertSkips([`en A${character} 1 0`, "en B 1 0"], "en", 9), 0);
  }
  assertEquals(assertSkips(["en A", "1 0"], "en", 9), 0);
});

Deno.test("KernelDomain.skipLines() passes over lines of 65,536 bytes and no longer ones", () => {
  const padded = (bytes: number): string => `en ${"x".repeat(bytes - 7)} 1 0`;
  assertEquals(assertSkips([padded(MAX_LINE_BYTES), "en A 1 0"], "en", 5), 2);
  assertEquals(assertSkips([padded(MAX_LINE_BYTES + 1), "en A 1 0"], "en", 5), 0);
});

Deno.test("KernelDomain.skipLines() and validUntil() work at the very end of the kernel's memory", () => {
  const line = "en Title_of_some_length 1 0\n";
  const count = Math.floor(TEXT_CAPACITY / line.length);
  const at = TEXT_START + TEXT_CAPACITY - count * line.length;
  const end = TEXT_START + TEXT_CAPACITY;
  kernelBytes.set(utf8(line.repeat(count)), at);
  kernelBytes.fill(0x30, end);
  assertEquals(validUntil(at, end), end);
  const domain = new KernelDomain();
  domain.set(utf8("en "));
  assertEquals(domain.skipLines(at, end, 2), end);
  assertEquals(skippedLines(), count);
});
