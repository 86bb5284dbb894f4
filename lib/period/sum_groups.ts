import { BadDump } from "../rank/bad_dump.ts";
import { compareByteOrder } from "../rank/byte_order.ts";
import type { RankedPage } from "../rank/ranking.ts";
import { ListTable } from "./list_table.ts";
import { projectOf } from "./project.ts";
import type { AskedDomain } from "./asked_domain.ts";
import { type KnownList, type TopOfSums, topOfSums, type TopSelection } from "./top_of_sums.ts";

/** What gets a list of its own. */
export type Group = "domain" | "project";

/** What there is to be added up. */
export interface SumTask extends TopSelection {
  /** The list files of the period's dumps. */
  readonly files: readonly string[];
  readonly group: Group;
  /** Of how many tasks over the same files this one is one, and which, from 0. */
  readonly parts: number;
  readonly part: number;
  /** Only these groups; undefined: all. */
  readonly names: readonly string[] | undefined;
}

/** What the lists are held against. */
export interface SumFilter {
  /** Whether the pages of a domain code are asked for. */
  readonly wants: (domainCode: string) => boolean;
  /** Pages to leave out: titles by domain code. */
  readonly blacklist: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The first pages of one group. */
export interface GroupRanking {
  /** The domain code or project. */
  readonly name: string;
  readonly pages: readonly RankedPage[];
}

/** What one task comes to. */
export interface PartSums {
  /** The groups whose pages are known for certain, those without a page included. */
  readonly rankings: readonly GroupRanking[];
  /** The other ones. */
  readonly openGroups: readonly string[];
  /** What has to be found out about them, for each file. */
  readonly questions: readonly (readonly AskedDomain[])[];
}

/** The domain codes of a group. */
interface NamedGroup {
  readonly name: string;
  readonly domainCodes: readonly string[];
}

/**
 * Adds up the lists of several dumps, one group at a time.
 *
 * @param task What to add up.
 * @param filter What to leave out.
 * @param checkpoint Called between two groups; throws when the work shall end.
 * @returns Rankings, and questions that stand in the way of others.
 * @throws {BadDump} When dumps have so many views that they cannot be added up exactly.
 * @throws {Error} When a list file cannot be read, or what the checkpoint throws.
 */
export function sumGroups(task: SumTask, filter: SumFilter, checkpoint: () => void): PartSums {
  using table = new ListTable(task.files);
  const rankings: GroupRanking[] = [];
  const openGroups: string[] = [];
  const questions: AskedDomain[][] = task.files.map(() => []);
  for (const group of groupsOf(table, task, filter)) {
    checkpoint();
    const pages = sumGroup(group, table, task, filter, questions);
    if (pages) rankings.push({ name: group.name, pages });
    else openGroups.push(group.name);
  }
  return { rankings, openGroups, questions };
}

/** The task's share of all groups, the larger ones evenly spread: neighbours in size go to different parts. */
function groupsOf(table: ListTable, task: SumTask, { wants }: SumFilter): NamedGroup[] {
  const groups = new Map<string, { name: string; domainCodes: string[]; size: number }>();
  for (const [domainCode, size] of table.domains()) {
    if (!wants(domainCode)) continue;
    const name = task.group === "project" ? projectOf(domainCode) : domainCode;
    const group = groups.get(name);
    if (group) {
      group.domainCodes.push(domainCode);
      group.size += size;
    } else groups.set(name, { name, domainCodes: [domainCode], size });
  }
  const names = task.names && new Set(task.names);
  return [...groups.values()]
    .filter(({ name }) => names?.has(name) ?? true)
    .sort((a, b) => b.size - a.size || compareByteOrder(a.name, b.name))
    .filter((_, index) => index % task.parts === task.part);
}

/** The group's pages; undefined when something has to be found out first, which is put to `questions`. */
function sumGroup(
  { name, domainCodes }: NamedGroup,
  table: ListTable,
  selection: TopSelection,
  { blacklist }: SumFilter,
  questions: readonly AskedDomain[][],
): readonly RankedPage[] | undefined {
  const places: { readonly fileIndex: number; readonly domainCode: string }[] = [];
  const lists: KnownList[] = [];
  for (const domainCode of domainCodes) {
    const excluded = blacklist.get(domainCode);
    for (const [fileIndex, list] of table.read(domainCode)) {
      lists.push({ ...list, excluded });
      places.push({ fileIndex, domainCode });
    }
  }
  const sums = addUp(name, lists, selection);
  if ("pages" in sums) return sums.pages;
  for (const [index, question] of sums.questions.entries()) {
    const { fileIndex, domainCode } = places[index]!;
    if (question) questions[fileIndex]!.push({ domainCode, ...question });
  }
  return undefined;
}

function addUp(name: string, lists: readonly KnownList[], selection: TopSelection): TopOfSums {
  try {
    return topOfSums(lists, selection);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new BadDump(`Cannot add up ${JSON.stringify(name)}: ${cause.message}`, { cause });
  }
}
