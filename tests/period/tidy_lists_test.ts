import { assertEquals } from "@std/assert";
import { tidyLists } from "../../lib/period/tidy_lists.ts";
import { sampleHour } from "../support/sample_outcomes.ts";
import { scratchFolder } from "../support/scratch_folder.ts";

const NOW = Temporal.Instant.from("2024-02-01T00:00Z");

function daysAgo(days: number): Date {
  return new Date(NOW.subtract({ hours: 24 * days }).epochMilliseconds);
}

Deno.test("tidyLists() removes the lists that no run has used for so many days, and nothing else", async () => {
  using folder = scratchFolder();
  const [used, recent, old] = [0, 1, 2].map((later) => `${sampleHour(later).name}.lists`);
  const days: Readonly<Record<string, number>> = {
    [used!]: 50,
    [`.${used}.dump.json`]: 50,
    [recent!]: 29,
    [old!]: 31,
    [`.${old}.dump.json`]: 31,
    [`${sampleHour(2).name}.gz`]: 31,
    "other.lists": 31,
  };
  for (const [name, age] of Object.entries(days)) {
    Deno.writeTextFileSync(folder.join(name), "");
    Deno.utimeSync(folder.join(name), daysAgo(age), daysAgo(age));
  }
  const keeping = { hours: [sampleHour()], keepDays: 30, now: NOW };
  await tidyLists(folder.path, keeping);
  const left = [...Deno.readDirSync(folder.path)].map(({ name }) => name).sort();
  assertEquals(left, Object.keys(days).filter((name) => !name.includes(old!)).sort());
  assertEquals(Deno.statSync(folder.join(used!)).mtime, daysAgo(0), "it counts as used now");
});
