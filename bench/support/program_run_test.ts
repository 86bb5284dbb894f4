import { assertEquals } from "@std/assert";
import { dumpHour } from "../../lib/hours.ts";
import { scratchFolder } from "../../tests/support/scratch_folder.ts";
import type { BenchDump } from "./dumps.ts";
import { hoursOf, programRun } from "./program_run.ts";

function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

Deno.test("programRun() prepares a folder with nothing in it but the dumps", async () => {
  using folder = scratchFolder();
  const hour = dumpHour(Temporal.Instant.from("2024-01-01T01:00Z"));
  const dump: BenchDump = { hour, path: folder.join("a_dump") };
  await Deno.writeTextFile(dump.path, "its text");
  const { prepare } = programRun("our program", [dump], hoursOf([dump]), folder.path);
  await prepare!();
  const own = folder.join("our_program");
  await Deno.writeTextFile(`${own}/tmp/${hour.name}.lists`, "of an earlier run");
  await Deno.mkdir(`${own}/results`);
  await prepare!();
  assertEquals(names(own), ["tmp"]);
  assertEquals(names(`${own}/tmp`), [`${hour.name}.gz`]);
  assertEquals(await Deno.readTextFile(`${own}/tmp/${hour.name}.gz`), "its text");
});

Deno.test("programRun() reads the answer of each hour that is asked for", async () => {
  using folder = scratchFolder();
  const hours = ["2024-01-01T01:00Z", "2024-01-01T02:00Z"].map((time) =>
    dumpHour(Temporal.Instant.from(time))
  );
  const dumps = hours.map((hour): BenchDump => ({ hour, path: "/nowhere" }));
  const { readAnswer } = programRun("ours", dumps, hoursOf(dumps), folder.path);
  await Deno.mkdir(folder.join("ours", "results"), { recursive: true });
  for (const [index, { name }] of hours.entries()) {
    const text = `domain_code\tpage_title\tcount_views\nen\tFoo\t${index}\n`;
    await Deno.writeTextFile(folder.join("ours", "results", `${name}.tsv`), text);
  }
  assertEquals(
    await readAnswer!(),
    new Map(
      hours.map(({ name }, index) => [`${name} en`, [{ pageTitle: "Foo", countViews: index }]]),
    ),
  );
});
