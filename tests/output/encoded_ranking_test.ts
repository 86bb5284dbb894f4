import { assert, assertEquals, assertGreater } from "@std/assert";
import { encodeRanking } from "../../lib/output/encoded_ranking.ts";
import { formatRanking } from "../../lib/output/result_formats.ts";

const LABEL = { hour: "2020-01-01T08:00Z" };

Deno.test("encodeRanking() gives the text of a long ranking in blocks that can be decoded one by one", () => {
  const pages = Array.from(
    { length: 20_000 },
    (_, i) => ({ pageTitle: `😀_é_${i}`, countViews: 20_000 - i }),
  );
  const domains = ["en", "en.m"].map((domainCode) => ({ domainCode, pages }));
  const counts = { lines: 40_000, malformed: 0, filtered: 0, considered: 40_000, invalidUtf8: 0 };
  for (const format of ["tsv", "csv", "json", "ndjson"] as const) {
    const facts = { counts, malformedLines: [], inflatedBytes: 9 };
    const { text, ...rest } = encodeRanking({ domains, ...facts }, format, LABEL);
    assertEquals(rest, { domains: 2, ...facts });
    assertGreater(text.length, 2);
    const blocks = text.map((block) => new TextDecoder("utf-8", { fatal: true }).decode(block));
    assert(blocks.every((block) => !block.endsWith("\r")));
    assertEquals(blocks.join(""), [...formatRanking(format, LABEL, domains)].join(""));
  }
});
