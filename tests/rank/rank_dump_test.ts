import { assert, assertEquals, assertLess, assertRejects, assertStringIncludes } from "@std/assert";
import { concat } from "@std/bytes/concat";
import { dirname } from "@std/path";
import { gzipSync } from "node:zlib";
import { BadDump } from "../../lib/rank/bad_dump.ts";
import type { DumpRanking } from "../../lib/rank/ranking.ts";
import { type EngineName, rankDump, type RankOptions } from "../../lib/rank/rank_dump.ts";
import { generateDumpText } from "../support/dump_generator.ts";
import { gzipFile, gzipMember } from "../support/gzip_file.ts";
import { answerOfSorting } from "../support/ranking_answers.ts";

const ENGINES: readonly EngineName[] = ["bytes", "streams"];
const SELECTION: RankOptions["selection"] = {
  top: 5,
  wants: (domainCode) => domainCode !== "fr",
  blacklist: new Map([["en", new Set(["Main_Page"])]]),
};
const TEXT = "en A 3 0\nen Main_Page 9 0\nfr B 4 0\nbad\n";
const MEMBER = gzipMember(TEXT);

function rank(engine: EngineName, path: string, checkpoint: () => void = () => {}): Promise<DumpRanking> {
  return rankDump(path, { engine, selection: SELECTION, checkpoint });
}

async function refusal(engine: EngineName, ...pieces: readonly (string | Uint8Array)[]): Promise<string> {
  using file = gzipFile(...pieces);
  const { message } = await assertRejects(() => rank(engine, file.path), BadDump);
  return message;
}

for (const engine of ENGINES) {
  Deno.test(`rankDump() gives the answer of a plain sort with the ${engine} engine`, async () => {
    const text = concat([...generateDumpText({ lines: 30_000, seed: 11, quirks: true })]);
    using file = gzipFile(new Uint8Array(gzipSync(text)));
    assertEquals(await rank(engine, file.path), answerOfSorting(text, SELECTION));
  });

  Deno.test(`rankDump() gives no answer with the ${engine} engine when a dump ends early, at any byte`, async () => {
    for (let end = 0; end < MEMBER.length; end++) await refusal(engine, MEMBER.subarray(0, end));
  });

  Deno.test(`rankDump() gives no answer with the ${engine} engine when checksum or length are wrong`, async () => {
    for (const at of [MEMBER.length - 8, MEMBER.length - 4]) {
      const message = await refusal(engine, MEMBER.with(at, MEMBER[at] ^ 1));
      assertStringIncludes(message, "Cannot inflate");
    }
  });

  Deno.test(`rankDump() throws BadDump with the ${engine} engine when a file is not a dump`, async () => {
    assertStringIncludes(await refusal(engine, new Uint8Array(0)), "Cannot inflate");
    assertStringIncludes(await refusal(engine, new TextEncoder().encode("<html>")), "Cannot inflate");
    assertStringIncludes(await refusal(engine, TEXT, new TextEncoder().encode("junk")), "Cannot inflate");
    assertStringIncludes(await refusal(engine, ""), "Cannot rank an empty dump");
    assertStringIncludes(await refusal(engine, "x".repeat(5_000_000)), "Cannot rank line 1");
    assertStringIncludes(
      await refusal(engine, "en A 1 0\n".repeat(4_000_000)),
      "more than 100 times its size",
    );
  });

  Deno.test(`rankDump() throws the system's error with the ${engine} engine when there is no file to read`, async () => {
    using file = gzipFile(TEXT);
    const error = await assertRejects(() => rank(engine, `${file.path}.missing`), Error);
    assertEquals("code" in error && error.code, "ENOENT");
    const folder = await assertRejects(() => rank(engine, dirname(file.path)), Error);
    assertEquals("code" in folder && folder.code, "EISDIR");
  });

  Deno.test(`rankDump() ends with what the checkpoint throws with the ${engine} engine`, async () => {
    using file = gzipFile(
      new Uint8Array(gzipSync(concat([...generateDumpText({ lines: 100_000, seed: 1 })]))),
    );
    for (const reason of [new DOMException("stop", "AbortError"), new TypeError("stop")]) {
      for (const last of [1, 2]) {
        let calls = 0;
        const checkpoint = (): void => {
          if (++calls === last) throw reason;
        };
        assert(await assertRejects(() => rank(engine, file.path, checkpoint)) === reason);
        assertEquals(calls, last);
      }
    }
  });

  Deno.test(`rankDump() comes by the checkpoint at least once a megabyte with the ${engine} engine`, async () => {
    using file = gzipFile(
      new Uint8Array(gzipSync(concat([...generateDumpText({ lines: 100_000, seed: 2 })]))),
    );
    let calls = 0;
    const { inflatedBytes } = await rank(engine, file.path, () => calls++);
    assertLess(inflatedBytes / 1_048_576, calls + 1);
  });
}

Deno.test("rankDump() ranks all members with the bytes engine, and takes zeros after the end", async () => {
  using file = gzipFile(TEXT, "en C 1 0\nen A 1 0\n", new Uint8Array(1_000));
  const { counts, domains } = await rank("bytes", file.path);
  assertEquals(counts, { lines: 6, malformed: 1, filtered: 1, considered: 4, invalidUtf8: 0 });
  assertEquals(domains[0].pages.map(({ countViews }) => countViews), [3, 1, 1]);
});

Deno.test("rankDump() says why the streams engine takes neither several members nor zeros after the end", async () => {
  for (const more of [TEXT, new Uint8Array(1_000)]) {
    assertStringIncludes(
      await refusal("streams", TEXT, more),
      "not one whole gzip member with nothing after it",
    );
  }
});
