import { assertEquals, assertRejects } from "@std/assert";
import { concat } from "@std/bytes/concat";
import { BadDump } from "../../lib/rank/bad_dump.ts";
import { MAX_LINE_BYTES } from "../../lib/rank/line.ts";
import { LineGuardStream } from "../../lib/rank/line_guard_stream.ts";
import { cutEvery } from "../support/ranking_answers.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

async function passThrough(guard: LineGuardStream, chunks: readonly Uint8Array[]): Promise<Uint8Array> {
  return concat(await Array.fromAsync(ReadableStream.from(chunks).pipeThrough(guard)));
}

Deno.test("LineGuardStream lets whole lines through unchanged, however they are cut", async () => {
  const text = utf8("en A 1 0\n\n\r\nen 日本語 2 0\n");
  for (let bytes = 1; bytes <= text.length; bytes++) {
    const guard = new LineGuardStream();
    assertEquals(await passThrough(guard, cutEvery(text, bytes)), text);
    assertEquals([guard.bytes, guard.invalidUtf8], [text.length, 0]);
  }
});

Deno.test("LineGuardStream ends the last line when its LF is missing, and does not count that", async () => {
  const guard = new LineGuardStream();
  assertEquals(await passThrough(guard, [utf8("en A 1 0\r")]), utf8("en A 1 0\r\n"));
  assertEquals(guard.bytes, 9);
  assertEquals(await passThrough(new LineGuardStream(), []), new Uint8Array(0));
});

Deno.test("LineGuardStream counts the lines that are not UTF-8, however they are cut", async () => {
  const text = concat([
    ...[utf8("é\n"), Uint8Array.of(0xff, 0xff), utf8("\n\n"), Uint8Array.of(0xe3, 0x81), utf8("\n")],
    ...[Uint8Array.of(0x81), utf8("ok\n\ufffd\n"), Uint8Array.of(0xc3)],
  ]);
  for (let bytes = 1; bytes <= text.length; bytes++) {
    const guard = new LineGuardStream();
    await passThrough(guard, cutEvery(text, bytes));
    assertEquals(guard.invalidUtf8, 4);
  }
});

Deno.test("LineGuardStream lets a line of 65,536 bytes through and no longer one", async () => {
  const longest = "x".repeat(MAX_LINE_BYTES);
  for (const bytes of [999, 8_192, MAX_LINE_BYTES, 2 * MAX_LINE_BYTES]) {
    const good = utf8(`a\n${longest}\nb\n${longest}\n`);
    assertEquals(await passThrough(new LineGuardStream(), cutEvery(good, bytes)), good);
    for (const end of ["", "\n", "\nmore\n"]) {
      const bad = cutEvery(utf8(`a\nb\n${longest}y${end}`), bytes);
      await assertRejects(() => passThrough(new LineGuardStream(), bad), BadDump, "line 3: it is longer");
    }
  }
});
