import { assertEquals, assertLess, assertRejects } from "@std/assert";
import { type ByteWriter, writePieces } from "../../lib/output/write_pieces.ts";

/** Takes at most so many bytes at a time. */
function slowWriter(atOnce: number): ByteWriter & { text: () => string; calls: () => number } {
  const taken: Uint8Array[] = [];
  return {
    write: (bytes) => {
      taken.push(bytes.slice(0, atOnce));
      return Promise.resolve(Math.min(bytes.length, atOnce));
    },
    text: () => taken.map((bytes) => new TextDecoder("latin1").decode(bytes)).join(""),
    calls: () => taken.length,
  };
}

Deno.test("writePieces() goes on until a writer that takes a part at a time has all", async () => {
  const writer = slowWriter(3);
  await writePieces(writer, ["abcd", "", "efgh"]);
  assertEquals(writer.text(), "abcdefgh");
});

Deno.test("writePieces() writes UTF-8 in few large blocks", async () => {
  const writer = slowWriter(Infinity);
  const lines = Array.from({ length: 50_000 }, (_, index) => `é ${index}\n`);
  await writePieces(writer, lines);
  assertEquals(writer.text(), lines.join("").replaceAll("é", "\xc3\xa9"));
  assertLess(writer.calls(), 10);
});

Deno.test("writePieces() asks for no more pieces than it writes", async () => {
  let made = 0;
  function* pieces(): Generator<string> {
    for (; made < 1000; made++) yield "x".repeat(1000);
  }
  const full: ByteWriter = { write: () => Promise.reject(new Error("full")) };
  await assertRejects(() => writePieces(full, pieces()), Error, "full");
  assertLess(made, 100);
});

Deno.test("writePieces() stops with the signal's reason when aborted", async () => {
  const controller = new AbortController();
  const writer: ByteWriter = {
    write: () => {
      controller.abort(new Error("enough"));
      return Promise.resolve(1);
    },
  };
  await assertRejects(() => writePieces(writer, ["abc"], controller.signal), Error, "enough");
});
