import { compareByteOrder } from "../rank/byte_order.ts";
import type { AskedDomain } from "./asked_domain.ts";
import type { GroupRanking, PartSums, SumTask } from "./sum_groups.ts";

/** What it takes to add up a period. */
export interface PeriodSource {
  /** Its list files. */
  readonly files: readonly string[];
  /** In how many parts to add up at once. */
  readonly parts: number;
  readonly sum: (task: Pick<SumTask, "files" | "parts" | "part" | "names">) => Promise<PartSums>;
  /**
   * Puts questions to a dump; the answers go into its list file.
   *
   * @returns `changed` when the dump is no longer the one that was read, and its list file was made anew.
   */
  readonly reread: (fileIndex: number, questions: readonly AskedDomain[]) => Promise<"answered" | "changed">;
  /** Told before a round of questions: to how many dumps, about how many groups. */
  readonly onReread: (dumps: number, groups: number) => void;
}

/** The algorithm takes two rounds of questions at most; more happen when dumps change meanwhile. */
const MAX_ROUNDS = 12;

/**
 * Adds up a period: sums what is known, asks the dumps for what is not, and so on until nothing is open. Groups that are
 * certain are not looked at again.
 *
 * @param source What it takes.
 * @returns The pages of every group that has any, in byte order of the groups' names.
 * @throws What the parts of `source` throw.
 */
export async function sumPeriod(
  { files, parts, sum, reread, onReread }: PeriodSource,
): Promise<GroupRanking[]> {
  let rankings: GroupRanking[] = [];
  let names: readonly string[] | undefined;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const sums = await Promise.all(
      Array.from({ length: parts }, (_, part) => sum({ files, parts, part, names })),
    );
    rankings.push(...sums.flatMap((part) => part.rankings));
    names = sums.flatMap(({ openGroups }) => openGroups);
    if (names.length === 0) return sorted(rankings);
    const questions = files.map((_, index) => sums.flatMap((part) => part.questions[index] ?? []));
    onReread(questions.filter(({ length }) => length > 0).length, names.length);
    const answers = await allDone(
      questions.map(async (asked, index) => asked.length > 0 ? await reread(index, asked) : "answered"),
    );
    if (answers.includes("changed")) [rankings, names] = [[], undefined];
  }
  throw new Error(
    `Cannot add up ${files.length} hours: there are still questions after ${MAX_ROUNDS} rounds`,
  );
}

/** When one fails, the others come to an end first: whoever is told may then throw the dumps away. */
async function allDone<T>(tasks: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(tasks);
  return await Promise.all(tasks);
}

function sorted(rankings: readonly GroupRanking[]): GroupRanking[] {
  return rankings
    .filter(({ pages }) => pages.length > 0)
    .sort((a, b) => compareByteOrder(a.name, b.name));
}
