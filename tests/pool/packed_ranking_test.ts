import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { packRanking, unpackRanking } from "../../lib/pool/packed_ranking.ts";
import type { DumpRanking } from "../../lib/rank/ranking.ts";

const page = fc.record({
  pageTitle: fc.string({ unit: "binary" }).map((title) => title.replaceAll("\n", "")),
  countViews: fc.maxSafeNat(),
}, { noNullPrototype: true });

const ranking: fc.Arbitrary<DumpRanking> = fc.record({
  domains: fc.array(fc.record({ domainCode: fc.string(), pages: fc.array(page) }, { noNullPrototype: true })),
  counts: fc.constant({ lines: 3, malformed: 1, filtered: 0, considered: 2, invalidUtf8: 0 }),
  malformedLines: fc.constant([{ lineNumber: 2, reason: "not 4 columns", excerpt: "a" }]),
  inflatedBytes: fc.nat(),
}, { noNullPrototype: true });

Deno.test("unpackRanking() gives back what packRanking() took, through a copy between threads", () => {
  fc.assert(fc.property(ranking, (ranking) => {
    assertEquals(unpackRanking(structuredClone(packRanking(ranking))), ranking);
  }));
});
