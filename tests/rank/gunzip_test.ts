import { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertLess,
  assertLessOrEqual,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { concat } from "@std/bytes/concat";
import { dirname } from "@std/path";
import { BadDump } from "../../lib/rank/bad_dump.ts";
import { checkInflation, gunzip, MAX_INFLATED_BYTES, MAX_INFLATION } from "../../lib/rank/gunzip.ts";
import { generateDumpText } from "../support/dump_generator.ts";
import { gzipFile, gzipMember } from "../support/gzip_file.ts";

const TEXT = "en A 3 0\nen B 4 0\n";
const MEMBER = gzipMember(TEXT);
/** What gunzip() reads at once; a border in the file that it must not stumble over. */
const READ_BYTES = 262_144;

/** All that comes of a file; a piece is good until the next one only. */
async function inflatePath(path: string): Promise<Uint8Array> {
  return concat(await Array.fromAsync(gunzip(path), (chunk) => new Uint8Array(chunk)));
}

async function inflate(...pieces: readonly (string | Uint8Array)[]): Promise<Uint8Array> {
  using file = gzipFile(...pieces);
  return await inflatePath(file.path);
}

async function inflateText(...pieces: readonly (string | Uint8Array)[]): Promise<string> {
  return new TextDecoder().decode(await inflate(...pieces));
}

async function refusal(...pieces: readonly (string | Uint8Array)[]): Promise<string> {
  using file = gzipFile(...pieces);
  const error = await assertRejects(() => inflatePath(file.path), BadDump);
  assertStringIncludes(error.message, file.path);
  return error.message;
}

function withByte(bytes: Uint8Array, at: number, change: (byte: number) => number): Uint8Array {
  const index = at < 0 ? bytes.length + at : at;
  return bytes.with(index, change(bytes[index]));
}

/** A member of a given size, stored without compression, and how much it holds. */
function memberOfSize(size: number): { member: Uint8Array; held: number } {
  let held = size;
  let member = gzipSync(new Uint8Array(held), { level: 0 });
  while (member.length !== size) {
    held += size - member.length;
    member = gzipSync(new Uint8Array(held), { level: 0 });
  }
  return { member: new Uint8Array(member), held };
}

Deno.test("gunzip() inflates one member", async () => {
  assertEquals(await inflateText(TEXT), TEXT);
  assertEquals(await inflateText(""), "");
});

Deno.test("gunzip() inflates what is larger than its pieces", async () => {
  const text = concat([...generateDumpText({ lines: 150_000, seed: 3 })]);
  using file = gzipFile(new Uint8Array(gzipSync(text)));
  let at = 0;
  for await (const chunk of gunzip(file.path)) {
    assertLessOrEqual(chunk.length, 1_048_576);
    assertEquals(
      Buffer.compare(chunk, text.subarray(at, at += chunk.length)),
      0,
      `it differs before byte ${at}`,
    );
  }
  assertEquals(at, text.length);
});

Deno.test("gunzip() inflates all members", async () => {
  assertEquals(await inflateText(TEXT, "de C 1 0\n"), `${TEXT}de C 1 0\n`);
  assertEquals(await inflateText("", TEXT, "", TEXT, ""), TEXT + TEXT);
});

Deno.test("gunzip() takes zeros after the end", async () => {
  for (const zeros of [1, 512, 10_000, 1_000_000]) {
    assertEquals(await inflateText(TEXT, new Uint8Array(zeros)), TEXT);
  }
});

Deno.test("gunzip() refuses anything else after the end", async () => {
  assertStringIncludes(await refusal(TEXT, new TextEncoder().encode("junk")), "Cannot inflate");
  for (const zeros of [1, 10_000, 1_000_000]) {
    assertStringIncludes(
      await refusal(TEXT, new Uint8Array(zeros), Uint8Array.of(1)),
      "something follows the end",
    );
    assertStringIncludes(await refusal(TEXT, new Uint8Array(zeros), TEXT), "something follows the end");
  }
});

Deno.test("gunzip() knows what follows the end when a member ends where a read ends, or near to it", async () => {
  for (const distance of [-12, -9, -8, -1, 0, 1, 5, 9]) {
    const { member, held } = memberOfSize(READ_BYTES + distance);
    assertEquals((await inflate(member)).length, held);
    assertEquals((await inflate(member, TEXT)).length, held + TEXT.length);
    assertEquals((await inflate(member, new Uint8Array(20))).length, held);
    await refusal(member, Uint8Array.of(1));
    await refusal(member, MEMBER.subarray(0, 10));
    await refusal(member, new Uint8Array(20), Uint8Array.of(1));
    await refusal(member.subarray(0, -1));
  }
});

Deno.test("gunzip() refuses a wrong checksum", async () => {
  assertStringIncludes(await refusal(withByte(MEMBER, -8, (byte) => byte ^ 1)), "incorrect data check");
});

Deno.test("gunzip() refuses a wrong length", async () => {
  assertStringIncludes(await refusal(withByte(MEMBER, -4, (byte) => byte + 1)), "incorrect length check");
});

Deno.test("gunzip() refuses a file that ends early, at any byte", async () => {
  for (let end = 0; end < MEMBER.length; end++) await refusal(MEMBER.subarray(0, end));
  for (let end = 1; end < MEMBER.length; end++) await refusal(TEXT, MEMBER.subarray(0, end));
});

Deno.test("gunzip() lets no flipped bit change the text", async () => {
  for (let bit = 0; bit < 8 * MEMBER.length; bit++) {
    using file = gzipFile(withByte(MEMBER, bit >> 3, (byte) => byte ^ 1 << (bit & 7)));
    const text = await Array.fromAsync(gunzip(file.path))
      .then(
        (chunks) => new TextDecoder().decode(concat(chunks)),
        (error) => assertInstanceOf(error, BadDump),
      );
    assert(text === undefined || text === TEXT, `bit ${bit}`); // some bits of the header mean nothing
  }
});

Deno.test("gunzip() refuses what is not gzip", async () => {
  assertStringIncludes(await refusal(new Uint8Array(0)), "unexpected end of file");
  assertStringIncludes(await refusal(new TextEncoder().encode("<!DOCTYPE html>")), "incorrect header check");
  await refusal(new Uint8Array(1_000));
});

Deno.test("gunzip() refuses a small file that inflates beyond all measure, before it has inflated it all", async () => {
  const bomb = gzipMember("en A 1 0\n".repeat(4_000_000));
  assertLess(bomb.length, 200_000);
  using file = gzipFile(bomb);
  let inflated = 0;
  const read = async (): Promise<void> => {
    for await (const chunk of gunzip(file.path)) inflated += chunk.length;
  };
  await assertRejects(read, BadDump, "more than 100 times its size");
  assertLess(inflated, 20_000_000);
});

Deno.test("gunzip() takes a dense file that is small when inflated", async () => {
  assertEquals((await inflate("x".repeat(16_000_000))).length, 16_000_000);
});

Deno.test("checkInflation() bounds the size and the ratio", () => {
  const check = (inflatedBytes: number, bytesRead: number): void =>
    checkInflation("x.gz", inflatedBytes, bytesRead);
  check(MAX_INFLATED_BYTES, MAX_INFLATED_BYTES);
  assertThrows(
    () => check(MAX_INFLATED_BYTES + 1, MAX_INFLATED_BYTES),
    BadDump,
    `than ${MAX_INFLATED_BYTES} bytes`,
  );
  check(MAX_INFLATION * 1_000_000, 1_000_000);
  assertThrows(() => check(MAX_INFLATION * 1_000_000 + 1, 1_000_000), BadDump, "than 100 times its size");
  check(2 ** 24, 1);
});

Deno.test("gunzip() throws the system's error, not BadDump, when the file cannot be read", async () => {
  using file = gzipFile(TEXT);
  const missing = await assertRejects(() => inflatePath(`${file.path}.missing`), Error);
  assertEquals("code" in missing && missing.code, "ENOENT");
  const folder = await assertRejects(() => inflatePath(dirname(file.path)), Error);
  assertEquals("code" in folder && folder.code, "EISDIR");
});

Deno.test("gunzip() lets go of the file when it is left early", async () => {
  using file = gzipFile(memberOfSize(READ_BYTES * 4).member);
  for await (const chunk of gunzip(file.path)) {
    assert(chunk.length > 0);
    break;
  }
});
