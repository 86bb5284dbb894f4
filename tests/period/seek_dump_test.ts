import { assert, assertEquals, assertGreater } from "@std/assert";
import { gzipSync } from "node:zlib";
import { listDump } from "../../lib/period/list_dump.ts";
import { openListFile } from "../../lib/period/list_file.ts";
import type { AskedDomain } from "../../lib/period/asked_domain.ts";
import { seekDump } from "../../lib/period/seek_dump.ts";
import { compareByteOrder } from "../../lib/rank/byte_order.ts";
import { type ScratchFolder, scratchFolder } from "../support/scratch_folder.ts";

const checkpoint = (): void => {};

/** A sorted dump of two domains, long enough for several blocks; every third title is left out. */
const TITLES = Array.from({ length: 120_000 }, (_, i) => {
  const name = (i * 2654435761 % 4294967296).toString(36);
  return i % 5 === 0 ? `Tölpel_${name}` : i % 7 === 0 ? `An_article_with_a_long_title_${name}` : name;
}).sort(compareByteOrder);
const VIEWS = new Map(
  TITLES.flatMap((title, i): [string, number][] => i % 3 === 0 ? [] : [[title, countOf(i)]]),
);

function countOf(i: number): number {
  return i % 11 === 0 ? i : 1 + i % 2;
}

function writeDump(folder: ScratchFolder): string {
  const lines = ["en", "en.m"].flatMap((code) =>
    [...VIEWS].map(([title, count]) => `${code} ${title} ${count} 0\n`)
  );
  Deno.writeFileSync(folder.join("x.gz"), gzipSync(lines.join("")));
  return folder.join("x.gz");
}

/** The views that the list file has of some titles of a domain. */
function viewsOf(path: string, domainCode: string, titles: readonly string[]): (number | undefined)[] {
  using file = openListFile(path);
  const list = file?.read(domainCode);
  assert(list, "the domain is there");
  const views = new Map(list.titles.map((title, i) => [title, list.counts[i]]));
  return titles.map((title) => views.get(title));
}

for (const way of ["in packed lines", "in the dump"] as const) {
  Deno.test(`seekDump() finds titles that are there and misses those that are not, ${way}`, async () => {
    using folder = scratchFolder();
    const path = writeDump(folder);
    const packed = way === "in packed lines" ? folder.join("x.packed") : undefined;
    const { file } = await listDump(path, { depth: 3, packed, isPlain: false, checkpoint });
    const lists = folder.join("x.lists");
    Deno.writeFileSync(lists, file);
    const extra = [
      "",
      "!",
      "\t",
      "zzzzzzzzz",
      "\u{10FFFF}",
      `${TITLES[1]}x`,
      TITLES[1]!.slice(0, -1),
      "x".repeat(243),
    ];
    const titles = [...TITLES.filter((_, i) => i % 97 < 5), ...extra];
    const questions: AskedDomain[] = [
      { domainCode: "en.m", minViews: undefined, titles },
      { domainCode: "en", minViews: undefined, titles: titles.slice(1000, 1003) },
      { domainCode: "fr", minViews: undefined, titles },
    ];
    if (packed) Deno.truncateSync(path);
    const answered = await seekDump({ path, packed, lists, questions }, checkpoint);
    assert(answered, "the dump is the one that was listed");
    Deno.writeFileSync(lists, answered);
    assertEquals(viewsOf(lists, "en.m", titles), titles.map((title) => VIEWS.get(title) ?? 0));
    const [a, b, c] = titles.slice(1000, 1003);
    assertEquals(viewsOf(lists, "en", [a!, b!, c!]), [a, b, c].map((title) => VIEWS.get(title!) ?? 0));
    assertGreater(openedBlocks(lists), packed ? 1 : -1);
  });
}

function openedBlocks(path: string): number {
  using file = openListFile(path);
  return file?.head.entries.find(({ domainCode }) => domainCode === "en.m")?.blocks.length ?? 0;
}

Deno.test("seekDump() gives nothing when the dump is not the one that was listed", async () => {
  using folder = scratchFolder();
  const path = writeDump(folder);
  const { file } = await listDump(path, { depth: 3, packed: undefined, isPlain: false, checkpoint });
  Deno.writeFileSync(folder.join("x.lists"), file);
  Deno.writeFileSync(path, gzipSync("en Another 1 0\n"));
  const questions = [{ domainCode: "en", minViews: undefined, titles: ["Another"] }];
  const task = { path, packed: undefined, lists: folder.join("x.lists"), questions };
  assertEquals(await seekDump(task, checkpoint), undefined);
});

Deno.test("seekDump() finds all pages from a number of views on", async () => {
  using folder = scratchFolder();
  const path = writeDump(folder);
  const packed = folder.join("x.packed");
  const { file } = await listDump(path, { depth: 3, packed, isPlain: false, checkpoint });
  const lists = folder.join("x.lists");
  Deno.writeFileSync(lists, file);
  const questions = [{ domainCode: "en", minViews: 100_000, titles: [] }];
  Deno.writeFileSync(lists, (await seekDump({ path, packed, lists, questions }, checkpoint))!);
  using answered = openListFile(lists);
  const expected = [...VIEWS].filter(([, count]) => count >= 100_000);
  const list = answered!.read("en")!;
  assertEquals(list.bound, 99_999);
  assertEquals(new Map(list.titles.map((title, i) => [title, list.counts[i]!])), new Map(expected));
});
