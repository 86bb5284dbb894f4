import { assertEquals } from "@std/assert";
import { parseBlacklist } from "../lib/blacklist.ts";

const ENTRIES = 10_000;

const plainTitles = Array.from({ length: ENTRIES }, (_, index) => `Côte_d'Ivoire_${index}`);
const plainText = plainTitles.map((title) => `fr ${title}\n`).join("");
const encodedText = plainTitles.map((title) => `fr ${encodeURIComponent(title)}\n`).join("");
const listed = parseBlacklist(plainText).titles;
const otherTitles = plainTitles.map((title) => `${title}_bis`);

function countListed(domainCode: string, titles: readonly string[]): number {
  return titles.filter((title) => listed.get(domainCode)?.has(title)).length;
}

Deno.bench("parseBlacklist() of 10,000 plain entries", { group: "blacklist", baseline: true }, () => {
  parseBlacklist(plainText);
});

Deno.bench("parseBlacklist() of 10,000 percent-encoded entries", { group: "blacklist" }, () => {
  parseBlacklist(encodedText);
});

Deno.bench("10,000 look-ups of pages that are listed", { group: "look-up", baseline: true }, () => {
  assertEquals(countListed("fr", plainTitles), ENTRIES);
});

Deno.bench("10,000 look-ups of pages that are not", { group: "look-up" }, () => {
  assertEquals(countListed("fr", otherTitles), 0);
});

Deno.bench("10,000 look-ups in a domain that is not listed", { group: "look-up" }, () => {
  assertEquals(countListed("de", plainTitles), 0);
});
