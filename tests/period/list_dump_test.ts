import { assert, assertEquals } from "@std/assert";
import { concat } from "@std/bytes/concat";
import fc from "fast-check";
import { gzipSync } from "node:zlib";
import { listDump, type ListOptions } from "../../lib/period/list_dump.ts";
import { BadDump } from "../../lib/rank/bad_dump.ts";
import { MAX_LINE_BYTES } from "../../lib/rank/line.ts";
import { rankDump } from "../../lib/rank/rank_dump.ts";
import type { DumpRanking } from "../../lib/rank/ranking.ts";
import { gzipFile } from "../support/gzip_file.ts";
import { arbitraryDump } from "../support/quirky_dump.ts";

type Told = Pick<DumpRanking, "counts" | "malformedLines" | "inflatedBytes"> | string;

const checkpoint = (): void => {};
const LISTED: ListOptions = { depth: 3, packed: undefined, isPlain: false, checkpoint };
const EVERYTHING = { top: 3, wants: () => true, blacklist: new Map() };

/** What one way of reading a dump tells of it, or why the dump is rejected. */
async function toldOf(reading: Promise<Exclude<Told, string>>): Promise<Told> {
  try {
    const { counts, malformedLines, inflatedBytes } = await reading;
    return { counts, malformedLines, inflatedBytes };
  } catch (error) {
    assert(error instanceof BadDump, String(error));
    return error.message;
  }
}

/** That a dump's lists tell of it what its ranking tells, which is given back. */
async function assertToldAlike(text: Uint8Array): Promise<Told> {
  using file = gzipFile(new Uint8Array(gzipSync(text)));
  const told = await toldOf(rankDump(file.path, { engine: "bytes", selection: EVERYTHING, checkpoint }));
  assertEquals(await toldOf(listDump(file.path, LISTED)), told);
  return told;
}

Deno.test("listDump() counts lines and shows the malformed ones as rankDump() does", async () => {
  const property = fc.asyncProperty(arbitraryDump, async (text) => void await assertToldAlike(text));
  await fc.assert(property, { numRuns: 200 });
});

Deno.test("listDump() rejects a dump with a line of more than 64 KiB as rankDump() does", async () => {
  const lines = (bytes: number, rest: string): Uint8Array =>
    new TextEncoder().encode(`en A 2 0\nen ${"x".repeat(bytes - 7)} 1 0\n${rest}`);
  for (const rest of ["", "en y 1 0\n"]) {
    const longest = await assertToldAlike(lines(MAX_LINE_BYTES, rest));
    assert(typeof longest === "object", "a line of 64 KiB is a line");
    assertEquals(
      await assertToldAlike(lines(MAX_LINE_BYTES + 1, rest)),
      "Cannot rank line 2: it is longer than 65536 bytes",
    );
  }
  const endless = concat([lines(100, ""), new Uint8Array(3_000_000).fill(0x78)]);
  assertEquals(await assertToldAlike(endless), "Cannot rank line 3: it is longer than 65536 bytes");
});
