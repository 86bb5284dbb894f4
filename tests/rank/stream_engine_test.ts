import { assert, assertEquals, assertRejects } from "@std/assert";
import { BadDump } from "../../lib/rank/bad_dump.ts";
import type { DumpRanking } from "../../lib/rank/ranking.ts";
import { rankStream } from "../../lib/rank/stream_engine.ts";
import type { Selection } from "../../lib/rank/tally.ts";

const EVERYTHING: Selection = { top: 2, wants: () => true, blacklist: new Map() };
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function rank(text: string, selection: Partial<Selection> = {}): Promise<DumpRanking> {
  return rankStream(ReadableStream.from([utf8(text)]), { ...EVERYTHING, ...selection });
}

Deno.test("rankStream() ranks the most viewed pages of every domain, in byte order", async () => {
  const dump = 'zh 首页 4 0\nen \ue000 3 0\nen 😀 3 0\nen \ufffd 3 0\n"" Z11550 1 0\nen.m "\\"A\\"" 12 0\n';
  assertEquals(await rank(dump), {
    domains: [
      { domainCode: "", pages: [{ pageTitle: "Z11550", countViews: 1 }] },
      {
        domainCode: "en",
        pages: [{ pageTitle: "\ue000", countViews: 3 }, { pageTitle: "\ufffd", countViews: 3 }],
      },
      { domainCode: "en.m", pages: [{ pageTitle: '"A"', countViews: 12 }] },
      { domainCode: "zh", pages: [{ pageTitle: "首页", countViews: 4 }] },
    ],
    counts: { lines: 6, malformed: 0, filtered: 0, considered: 6, invalidUtf8: 0 },
    malformedLines: [],
    inflatedBytes: utf8(dump).length,
  });
});

Deno.test("rankStream() leaves out malformed lines, blacklisted pages and unwanted domains", async () => {
  const ranking = await rank("en A 9 0\nen B 8 0\nen C -7 0\nen D 6\nfr E 5 0\nen F 4 0\r\nen G 3 0\r", {
    wants: (domainCode) => domainCode === "en",
    blacklist: new Map([["en", new Set(["A"])], ["fr", new Set(["F"])]]),
  });
  assertEquals(ranking.domains, [
    { domainCode: "en", pages: [{ pageTitle: "B", countViews: 8 }, { pageTitle: "F", countViews: 4 }] },
  ]);
  assertEquals(ranking.counts, { lines: 7, malformed: 2, filtered: 1, considered: 4, invalidUtf8: 0 });
  assertEquals(ranking.malformedLines, [
    { lineNumber: 3, reason: "count_views is not a positive whole number", excerpt: "en C -7 0" },
    { lineNumber: 4, reason: "not 4 columns", excerpt: "en D 6" },
  ]);
});

Deno.test("rankStream() counts lines that are not UTF-8 and ranks U+FFFD", async () => {
  const chunks = [utf8("en A"), Uint8Array.of(0xe3, 0x81), utf8(" 1 0\nen é 1 0\n"), Uint8Array.of(0xff)];
  const { domains, counts } = await rankStream(ReadableStream.from(chunks), EVERYTHING);
  assertEquals(domains[0].pages.map(({ pageTitle }) => pageTitle), ["A\ufffd", "é"]);
  assertEquals(counts, { lines: 3, malformed: 1, filtered: 0, considered: 2, invalidUtf8: 2 });
});

Deno.test("rankStream() throws BadDump and lets go of the source when a line is too long", async () => {
  const { promise: canceled, resolve: cancel } = Promise.withResolvers<void>();
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(10_000).fill(0x78)),
    cancel,
  });
  await assertRejects(() => rankStream(endless, EVERYTHING), BadDump, "line 1");
  await canceled;
});

Deno.test("rankStream() throws BadDump when there was nothing to rank", async () => {
  await assertRejects(() => rank(""), BadDump, "empty dump");
});

Deno.test("rankStream() throws what the source failed with", async () => {
  const reason = new Error("The disk is gone");
  const source = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(utf8("en A 1 0\n")),
    pull: (controller) => controller.error(reason),
  });
  assert(await assertRejects(() => rankStream(source, EVERYTHING), Error) === reason);
});
