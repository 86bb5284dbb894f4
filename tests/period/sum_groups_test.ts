import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { listDump } from "../../lib/period/list_dump.ts";
import { projectOf } from "../../lib/period/project.ts";
import { seekDump } from "../../lib/period/seek_dump.ts";
import { type GroupRanking, type SumFilter, sumGroups, type SumTask } from "../../lib/period/sum_groups.ts";
import { compareByteOrder } from "../../lib/rank/byte_order.ts";
import { bruteForce } from "../support/brute_force.ts";
import { dumpTexts, writeGzip } from "../support/made_up_hours.ts";
import { type ScratchFolder, scratchFolder } from "../support/scratch_folder.ts";

const checkpoint = (): void => {};
const EVERYTHING: SumFilter = { wants: () => true, blacklist: new Map() };

/** More would mean that the questions do not come to an end. */
const MAX_ROUNDS = 3;

async function writeLists(
  folder: ScratchFolder,
  texts: readonly Uint8Array[],
  options: { depth: number; isPlain: boolean; isPacked?: boolean },
): Promise<string[]> {
  const files: string[] = [];
  for (const [index, text] of texts.entries()) {
    writeGzip(folder.join(`${index}.gz`), text);
    const packed = options.isPacked ? folder.join(`${index}.packed`) : undefined;
    const { file } = await listDump(folder.join(`${index}.gz`), { ...options, packed, checkpoint });
    Deno.writeFileSync(folder.join(`${index}.lists`), file);
    files.push(folder.join(`${index}.lists`));
  }
  return files;
}

/** Adds up the lists, and answers the questions from the dumps until there are none. */
async function sumUp(
  files: readonly string[],
  task: Omit<SumTask, "files" | "parts" | "part" | "names">,
  { isPacked = false, ...filter }: SumFilter & { isPacked?: boolean } = EVERYTHING,
): Promise<GroupRanking[]> {
  const rankings: GroupRanking[] = [];
  let names: readonly string[] | undefined;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const sums = [0, 1].map((part) =>
      sumGroups({ ...task, files, parts: 2, part, names }, filter, checkpoint)
    );
    rankings.push(...sums.flatMap((sum) => sum.rankings));
    names = sums.flatMap(({ openGroups }) => openGroups);
    if (names.length === 0) {
      return rankings
        .filter(({ pages }) => pages.length > 0)
        .sort((a, b) => compareByteOrder(a.name, b.name));
    }
    for (const [index, lists] of files.entries()) {
      const questions = sums.flatMap((sum) => sum.questions[index]!);
      const path = lists.replace(/lists$/, "gz");
      if (questions.length === 0) continue;
      const packed = isPacked ? lists.replace(/lists$/, "packed") : undefined;
      const file = await seekDump({ path, packed, lists, questions }, checkpoint);
      assert(file, "the dump is the one that the lists are of");
      Deno.writeFileSync(lists, file);
    }
  }
  throw new Error(`There are still questions after ${MAX_ROUNDS} rounds`);
}

const question = fc.record({
  top: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 40 })),
  minViews: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 9 })),
});
const depth = fc.integer({ min: 1, max: 12 });
const ways = fc.record({ depth, isPlain: fc.boolean(), isPacked: fc.boolean() });
const blacklist = new Map([["en", new Set(["a", '"Heroes"'])], ["en.m", new Set(["b", "\uFFFD"])]]);

for (const group of ["domain", "project"] as const) {
  const groupOf = group === "project" ? projectOf : undefined;

  Deno.test(`sumGroups() finds what adding up every line finds, by ${group}`, async () => {
    await fc.assert(
      fc.asyncProperty(dumpTexts, question, ways, async (texts, selection, way) => {
        using folder = scratchFolder();
        const files = await writeLists(folder, texts, way);
        assertEquals(
          await sumUp(files, { ...selection, group }, { ...EVERYTHING, ...way }),
          bruteForce(texts, { ...selection, groupOf }),
        );
      }),
      { numRuns: 300 },
    );
  });

  Deno.test(`sumGroups() leaves out the blacklist and other domains, by ${group}`, async () => {
    await fc.assert(
      fc.asyncProperty(dumpTexts, question, depth, async (texts, selection, depth) => {
        using folder = scratchFolder();
        const files = await writeLists(folder, texts, { depth, isPlain: false });
        const filter = { blacklist, wants: (code: string): boolean => code !== "en.zero" };
        assertEquals(
          await sumUp(files, { ...selection, group }, filter),
          bruteForce(texts, { ...selection, groupOf, ...filter }),
        );
      }),
      { numRuns: 200 },
    );
  });
}

Deno.test("sumGroups() answers a second question from what is known, and reads on where that is not enough", async () => {
  await fc.assert(
    fc.asyncProperty(dumpTexts, question, question, depth, async (texts, first, second, depth) => {
      using folder = scratchFolder();
      const files = await writeLists(folder, texts, { depth, isPlain: false });
      await sumUp(files, { ...first, group: "domain" });
      assertEquals(
        await sumUp(files, { ...second, group: "project" }),
        bruteForce(texts, { ...second, groupOf: projectOf }),
      );
      files.forEach((path) => Deno.removeSync(path.replace(/lists$/, "gz")));
      assertEquals(
        await sumUp(files, { ...first, group: "domain" }),
        bruteForce(texts, first),
        "no dump is read",
      );
    }),
    { numRuns: 200 },
  );
});
