import { Buffer } from "node:buffer";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertGreater,
  assertLess,
  assertNotEquals,
} from "@std/assert";
import { concat } from "@std/bytes/concat";
import { type DumpShape, generateDumpText, QUIRKY_LINES, writeDump } from "./dump_generator.ts";
import { gunzip } from "../../lib/rank/gunzip.ts";
import { scratchFolder } from "./scratch_folder.ts";

function dumpOf(shape: DumpShape): Uint8Array {
  return concat([...generateDumpText(shape)]);
}

function linesOf(shape: DumpShape): string[] {
  return new TextDecoder().decode(dumpOf(shape)).split("\n").slice(0, -1);
}

/** How many of the lines have a property. */
function shareOf(
  lines: readonly string[],
  has: (domain: string, title: string, views: number) => boolean,
): number {
  const having = lines.filter((line) => {
    const [domain, title, views] = line.split(" ");
    return has(domain, title, Number(views));
  });
  return having.length / lines.length;
}

const SAMPLE = linesOf({ lines: 100_000, seed: 5 });

Deno.test("generateDumpText() gives the same bytes for the same seed and others for another one", () => {
  const dump = dumpOf({ lines: 20_000, seed: 1 });
  assertEquals(Buffer.compare(dump, dumpOf({ lines: 20_000, seed: 1 })), 0);
  assertNotEquals(Buffer.compare(dump, dumpOf({ lines: 20_000, seed: 2 })), 0);
});

Deno.test("generateDumpText() gives as many lines as were asked for", () => {
  for (const lines of [0, 1, 2, 3, 5, 10, 13, 20, 47, 100, 1_000, 4_321]) {
    for (const seed of [1, 2]) assertEquals(linesOf({ lines, seed }).length, lines);
  }
  assertEquals(SAMPLE.length, 100_000);
});

Deno.test("generateDumpText() gives lines of the format, sorted and each page once", () => {
  let before = Buffer.from("");
  for (const line of SAMPLE) {
    assert(/^[a-z]+(?:\.[a-z]+)* [^ \n\t]+ [1-9]\d* 0$/.test(line), line);
    const [domain, title] = line.split(" ");
    const key = Buffer.from(`${domain}\0${title}`);
    assertLess(Buffer.compare(before, key), 0, `out of order: ${line}`);
    before = key;
  }
});

Deno.test("generateDumpText() comes near to the figures of real dumps", () => {
  const near = (name: string, actual: number, expected: number, tolerance: number): void =>
    assertAlmostEquals(actual, expected, tolerance, `${name}: ${actual}`);
  near("one view", shareOf(SAMPLE, (_, __, views) => views === 1), 0.61, 0.03);
  near("two views", shareOf(SAMPLE, (_, __, views) => views === 2), 0.17, 0.02);
  near("10 views and more", shareOf(SAMPLE, (_, __, views) => views >= 10), 0.042, 0.01);
  near("en.m", shareOf(SAMPLE, (domain) => domain === "en.m"), 0.226, 0.002);
  near("ja", shareOf(SAMPLE, (domain) => domain === "ja"), 0.039, 0.002);
  near("titles outside ASCII", shareOf(SAMPLE, (_, title) => /[^\0-\x7f]/.test(title)), 0.38, 0.12);
  near("titles with a colon", shareOf(SAMPLE, (_, title) => title.includes(":")), 0.07, 0.02);
  const lengths = SAMPLE.map((line) => Buffer.byteLength(line)).sort((a, b) => a - b);
  near("median of bytes a line", lengths[lengths.length / 2], 28, 8);
  assertLess(lengths.at(-1)!, 512);
});

Deno.test("generateDumpText() gives many small domains, and puts the gates of a domain on top", () => {
  const domains = Map.groupBy(SAMPLE, (line) => line.split(" ")[0]);
  assertGreater(domains.size, 1_000);
  const small = [...domains.values()].filter(({ length }) => length <= 13).length;
  assertGreater(small / domains.size, 0.4);
  const viewsOf = (line: string): number => Number(line.split(" ")[2]);
  const top = domains.get("en.m")!.toSorted((a, b) => viewsOf(b) - viewsOf(a)).slice(0, 5);
  for (const gate of ["Main_Page", "Special:Search", "-"]) {
    assert(top.some((line) => line.startsWith(`en.m ${gate} `)));
  }
});

Deno.test("generateDumpText() puts quirky lines in front when they are asked for", () => {
  const plain = linesOf({ lines: 500, seed: 9 });
  const quirky = linesOf({ lines: 500, seed: 9, quirks: true });
  assertEquals(quirky, [...QUIRKY_LINES, ...plain]);
});

Deno.test("writeDump() writes the text gzipped, in place of what was there", async () => {
  using folder = scratchFolder();
  const path = folder.join("dump.gz");
  await Deno.writeTextFile(path, "x".repeat(1_000_000));
  const shape = { lines: 30_000, seed: 4, quirks: true };
  await writeDump(path, shape);
  const text = concat(await Array.fromAsync(gunzip(path), (chunk) => new Uint8Array(chunk)));
  assertEquals(Buffer.compare(text, dumpOf(shape)), 0);
  const { size } = await Deno.stat(path);
  assertLess(size, text.length / 2.5);
  assertEquals(folder.names(), ["dump.gz"]);
});
