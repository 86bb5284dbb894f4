/**
 * What exact tops over a period cost: a day against the rankings of its 24 hours, and growth with the number of dumps.
 * Prints the figures as Markdown. `--lines N`: lines of a dump of the day, where growth has dumps of a twelfth;
 * `--runs N`.
 *
 * @module
 */
import { fromFileUrl, join } from "@std/path";
import { conditions } from "./support/conditions.ts";
import type { Contender } from "./support/contender.ts";
import { costTable } from "./support/cost_table.ts";
import { readCounts } from "./support/counts.ts";
import { type BenchDump, FIRST_DAY, prepareDumps } from "./support/dumps.ts";
import { findPython } from "./support/installed.ts";
import { print } from "./support/print.ts";
import { hoursOf, programRun, type Question, rangeOf } from "./support/program_run.ts";
import { measureInRounds } from "./support/rounds.ts";
import { say } from "./support/say.ts";

const DATA_FOLDER = fromFileUrl(import.meta.resolve("./data"));
const OUTPUT_FOLDER = join(DATA_FOLDER, "period-output");
const HOURS_OF_DAY = 24;
/** A day, three days, and a week. */
const GROWTH = [24, 72, 168];

const { lines, runs } = readCounts(Deno.args, { lines: 6_000_000, runs: 3 });
const growthLines = Math.ceil(lines / 12);

/** The contenders answer different questions, so there is nothing to compare. */
function run(name: string, dumps: readonly BenchDump[], question: Question): Contender {
  return { ...programRun(name, dumps, question, OUTPUT_FOLDER), readAnswer: undefined };
}

async function dayContenders(): Promise<Contender[]> {
  const dumps = await prepareDumps(DATA_FOLDER, { hours: HOURS_OF_DAY, lines, ofOneWorld: true }, say);
  const day = { every: "day", range: [FIRST_DAY] } as const;
  return [
    run("its 24 hours, one result each", dumps, hoursOf(dumps)),
    run("the day by domain", dumps, day),
    run("the day by project", dumps, { ...day, flags: ["--group", "project"] }),
  ];
}

async function growthContenders(): Promise<Contender[]> {
  const set = { hours: Math.max(...GROWTH), lines: growthLines, ofOneWorld: true };
  const week = await prepareDumps(DATA_FOLDER, set, say);
  return GROWTH.map((count) => {
    const dumps = week.slice(0, count);
    return run(`${count} dumps`, dumps, { every: "all", range: rangeOf(dumps) });
  });
}

async function measure(title: string, contenders: readonly Contender[]): Promise<void> {
  const costs = await measureInRounds(contenders, options);
  print(`\n### ${title}\n\n${costTable(costs, "first")}`);
}

const options = { runs, python: await findPython(), say };
print(conditions(runs));
await measure(`A day of 24 dumps of ${lines.toLocaleString("en-US")} lines`, await dayContenders());
await measure(`Growth, dumps of ${growthLines.toLocaleString("en-US")} lines`, await growthContenders());
