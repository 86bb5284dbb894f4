import { assertEquals, assertGreater, assertLess, assertStringIncludes } from "@std/assert";
import { gunzipSync } from "node:zlib";
import { scratchFolder } from "../../tests/support/scratch_folder.ts";
import { type BenchDump, prepareDumps } from "./dumps.ts";

const LINES = 2_000;

function ignore(): void {}

async function pagesOf({ path }: BenchDump): Promise<Set<string>> {
  const text = new TextDecoder().decode(gunzipSync(await Deno.readFile(path)));
  return new Set(text.trimEnd().split("\n").map((line) => line.split(" ", 2).join(" ")));
}

async function sharedPages([first, second]: readonly BenchDump[]): Promise<number> {
  return (await pagesOf(first)).intersection(await pagesOf(second)).size;
}

Deno.test("prepareDumps() makes hours of one world with most pages in common", async () => {
  using folder = scratchFolder();
  const dumps = await prepareDumps(folder.path, { hours: 2, lines: LINES, ofOneWorld: true }, ignore);
  assertGreater(await sharedPages(dumps), LINES / 2);
});

Deno.test("prepareDumps() makes dumps that differ from one another, and from those of one world", async () => {
  using folder = scratchFolder();
  const apart = await prepareDumps(folder.path, { hours: 2, lines: LINES }, ignore);
  const [ofWorld] = await prepareDumps(folder.path, { hours: 1, lines: LINES, ofOneWorld: true }, ignore);
  assertLess(await sharedPages(apart), LINES / 2);
  assertLess(await sharedPages([apart[0], ofWorld]), LINES / 2);
});

Deno.test("prepareDumps() leaves a dump as it is that is there, and makes those that lack", async () => {
  using folder = scratchFolder();
  const [first] = await prepareDumps(folder.path, { hours: 1, lines: LINES }, ignore);
  await Deno.writeTextFile(first.path, "of an earlier time");
  const said: string[] = [];
  const dumps = await prepareDumps(folder.path, { hours: 2, lines: LINES }, (text) => said.push(text));
  assertEquals(await Deno.readTextFile(dumps[0].path), "of an earlier time");
  assertEquals(said.length, 1);
  assertStringIncludes(said[0], dumps[1].hour.name);
});
