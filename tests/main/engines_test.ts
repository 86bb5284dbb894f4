import { assertEquals } from "@std/assert";
import { concat } from "@std/bytes/concat";
import { parseBlacklist } from "../../lib/blacklist.ts";
import { formatRanking } from "../../lib/output/result_formats.ts";
import { generateDumpText } from "../support/dump_generator.ts";
import { answerOfSorting } from "../support/ranking_answers.ts";
import { gzip, resultName, setUpWikitop } from "../support/wikitop_process.ts";

const TEXT = concat([...generateDumpText({ lines: 20_000, seed: 7, quirks: true })]);
const BLACKLIST = "en Main_Page\nde Special:Search\nvi.m %22Hello,_World!%22_(b%C3%A0i_h%C3%A1t)\n";

/** What a plain sort of all lines comes to. */
function expectedResult(): string {
  const { titles: blacklist } = parseBlacklist(BLACKLIST);
  const answer = answerOfSorting(TEXT, { top: 25, wants: () => true, blacklist });
  if (typeof answer === "string") throw new Error(answer);
  return [...formatRanking("tsv", {}, answer.domains)].join("");
}

for (const engine of ["bytes", "streams"]) {
  for (const workers of ["1", "2"]) {
    Deno.test(`wikitop --engine ${engine} --workers ${workers} writes what a plain sort comes to`, async () => {
      await using bench = setUpWikitop([gzip(TEXT), gzip(TEXT)]);
      await Deno.writeTextFile(bench.folder.join("list"), BLACKLIST);
      const run = await bench.run(["--engine", engine, "--workers", workers, "--blacklist", "list"]);
      assertEquals(run.code, 0, run.stderr);
      const expected = expectedResult();
      assertEquals(bench.results(), { [resultName(0)]: expected, [resultName(1)]: expected });
    });
  }
}
