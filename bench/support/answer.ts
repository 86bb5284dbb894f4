import { basename } from "@std/path";
import type { Answer, AnsweredPage } from "./contender.ts";

/** How many pages a list has; one with fewer has all of its domain's pages. */
const TOP = 25;

/**
 * Reads the program's results.
 *
 * @param paths Files in the `tsv` format; made-up dumps hold no title that would be escaped there.
 */
export async function readResults(paths: readonly string[]): Promise<Answer> {
  const answer = new Map<string, AnsweredPage[]>();
  for (const path of paths) {
    const [, ...rows] = await readRows(path);
    for (const [domainCode, pageTitle, views] of rows) {
      addPage(answer, `${basename(path, ".tsv")} ${domainCode}`, { pageTitle, countViews: Number(views) });
    }
  }
  return answer;
}

/**
 * Reads what a peer has printed.
 *
 * @param paths Files with a row for each page, in any order: the dump's path, domain code, views and page title.
 */
export async function readPeerRows(paths: readonly string[]): Promise<Answer> {
  const answer = new Map<string, AnsweredPage[]>();
  for (const path of paths) {
    for (const [dump, domainCode, views, pageTitle] of await readRows(path)) {
      addPage(answer, `${basename(dump, ".gz")} ${domainCode}`, { pageTitle, countViews: Number(views) });
    }
  }
  return answer;
}

async function readRows(path: string): Promise<string[][]> {
  const text = await Deno.readTextFile(path);
  return text.trimEnd().split("\n").map((line) => line.split("\t"));
}

function addPage(answer: Map<string, AnsweredPage[]>, list: string, page: AnsweredPage): void {
  const pages = answer.get(list);
  if (pages) pages.push(page);
  else answer.set(list, [page]);
}

/**
 * Compares answers: the same lists, the same views at every rank, and the same titles, except among those with as few
 * views as the last page of a full list. Which of these are listed is for each program to decide.
 *
 * @param actual The answer in question.
 * @param expected The right one.
 * @returns The first difference in words; undefined when there is none.
 */
export function findDifference(actual: Answer, expected: Answer): string | undefined {
  for (const list of actual.keys()) if (!expected.has(list)) return `it has pages for ${list}`;
  for (const [list, pages] of expected) {
    const actualPages = bestFirst(actual.get(list) ?? []);
    const expectedPages = bestFirst(pages);
    if (actualPages.length !== expectedPages.length) {
      return `${list} has ${actualPages.length} pages instead of ${expectedPages.length}`;
    }
    const viewsAtCut = expectedPages.length < TOP ? 0 : expectedPages[TOP - 1].countViews;
    for (const [index, expectedPage] of expectedPages.entries()) {
      const page = actualPages[index];
      const isSame = page.countViews === expectedPage.countViews &&
        (page.countViews === viewsAtCut || page.pageTitle === expectedPage.pageTitle);
      if (!isSame) return `rank ${index + 1} of ${list} is ${show(page)} instead of ${show(expectedPage)}`;
    }
  }
  return undefined;
}

function bestFirst(pages: readonly AnsweredPage[]): AnsweredPage[] {
  return pages.toSorted((a, b) => b.countViews - a.countViews || (a.pageTitle < b.pageTitle ? -1 : 1));
}

function show({ pageTitle, countViews }: AnsweredPage): string {
  return `${JSON.stringify(pageTitle)} with ${countViews} views`;
}
