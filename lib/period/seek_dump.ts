import type { AskedDomain } from "./asked_domain.ts";
import { gunzip } from "../rank/gunzip.ts";
import { dumpIdentity } from "./dump_identity.ts";
import { encodeListFile, type ListEntry, type ListFile, type ListHead, openListFile } from "./list_file.ts";
import { areForPacked, seekPacked } from "./packed_file.ts";
import { encodePages, type PageList } from "./page_list.ts";
import { type DomainAnswer, type DomainQuestion, SeekEngine } from "./seek_engine.ts";

/** What there is to be looked up, and where. */
export interface SeekTask {
  /** The dump. */
  readonly path: string;
  /** Its file of packed lines, which is looked into rather than the dump where that is enough; undefined: there is none. */
  readonly packed: string | undefined;
  /** Its list file. */
  readonly lists: string;
  /** At most one for each domain. */
  readonly questions: readonly AskedDomain[];
}

/**
 * Looks up pages in a dump that was read before, as far as the answer needs it.
 *
 * @param task What to look up.
 * @param checkpoint Called between two pieces of the dump; throws when the work shall end.
 * @returns The dump's list file with the answers in it; undefined when the dump is not the one that it is of.
 * @throws {BadDump} When the dump cannot be inflated.
 * @throws {Error} When a file cannot be read, or what the checkpoint throws.
 */
export async function seekDump(
  { path, packed, lists, questions }: SeekTask,
  checkpoint: () => void,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  using file = openListFile(lists);
  if (!file) return undefined;
  const asked = withEntries(questions, file.head);
  let answers: readonly DomainAnswer[];
  if (packed !== undefined && areForPacked(asked)) answers = seekPacked(packed, asked, checkpoint);
  else {
    const { bytes, trailer } = await dumpIdentity(path);
    if (file.head.dump.bytes !== bytes || file.head.dump.trailer !== trailer) return undefined;
    answers = await seekText(path, asked, checkpoint);
  }
  const known = new Map(questions.map(({ domainCode, minViews }) => [domainCode, minViews]));
  const views = new Map(answers.map((answer) => [answer.domainCode, answer.views]));
  return rewrite(file, (domainCode) => {
    const found = views.get(domainCode);
    return found && extend(file.read(domainCode)!, found, known.get(domainCode));
  });
}

function withEntries(questions: readonly AskedDomain[], { entries }: ListHead): (AskedDomain & ListEntry)[] {
  const entryOf = new Map(entries.map((entry) => [entry.domainCode, entry]));
  return questions.flatMap((question) => {
    const entry = entryOf.get(question.domainCode);
    return entry ? [{ ...question, ...entry }] : [];
  });
}

async function seekText(
  path: string,
  questions: readonly DomainQuestion[],
  checkpoint: () => void,
): Promise<readonly DomainAnswer[]> {
  const engine = new SeekEngine(questions);
  for await (const chunk of gunzip(path)) {
    checkpoint();
    engine.push(chunk);
    if (engine.isOver) break;
  }
  return engine.finish();
}

/** What was known stays: a page with several lines has been added up before. */
function extend(list: PageList, views: ReadonlyMap<string, number>, minViews = Infinity): PageList {
  const pages = new Map(views);
  for (const [index, title] of list.titles.entries()) pages.set(title, list.counts[index]!);
  return {
    domainCode: list.domainCode,
    titles: [...pages.keys()],
    counts: [...pages.values()],
    bound: Math.min(list.bound, minViews - 1),
  };
}

/** Puts changed lists in the place of the old ones. */
function rewrite(
  { head, readBytes }: ListFile,
  change: (domainCode: string) => PageList | undefined,
): Uint8Array<ArrayBuffer> {
  const lists = head.entries.map((entry) => {
    const list = change(entry.domainCode);
    if (!list) return { entry, bytes: readBytes(entry.domainCode)! };
    const bytes = encodePages(list);
    const { bound, titles } = list;
    return { entry: { ...entry, bound, pages: titles.length, bytes: bytes.length }, bytes };
  });
  return encodeListFile(
    { ...head, entries: lists.map(({ entry }) => entry) },
    lists.map(({ bytes }) => bytes),
  );
}
