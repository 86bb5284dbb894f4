/**
 * Compares the program with what people would use instead, on the same made-up dumps and in one go, and prints the
 * figures as Markdown.
 *
 * @module
 */
import { fromFileUrl } from "@std/path";
import { dayContenders, manyHoursContenders, type Material, oneHourContenders } from "./peers/contenders.ts";
import { listRankingPeers } from "./peers/ranking_peers.ts";
import { readSize } from "./peers/size.ts";
import { listSummingPeers } from "./peers/summing_peers.ts";
import { targetTable } from "./peers/target_table.ts";
import { type Costs, listTargets } from "./peers/targets.ts";
import { conditions } from "./support/conditions.ts";
import { costTable } from "./support/cost_table.ts";
import { FIRST_DAY } from "./support/dumps.ts";
import { findPython } from "./support/installed.ts";
import { print } from "./support/print.ts";
import { measureInRounds } from "./support/rounds.ts";
import { say } from "./support/say.ts";

const DATA_FOLDER = fromFileUrl(import.meta.resolve("./data"));

const size = readSize(Deno.args);
const python = await findPython();
const peers = size.isDay
  ? await listSummingPeers(`top-${FIRST_DAY}`, say)
  : await listRankingPeers(python, say);
const installed = peers.filter(({ version }) => version);
const absent = peers.filter(({ version }) => !version).map(({ name }) => name);
const material: Material = { peers: installed, size, dataFolder: DATA_FOLDER, say };
const options = { runs: size.runs, python, say };

async function compareHours(): Promise<void> {
  const oneHour = await measureInRounds(await oneHourContenders(material), options);
  print(`### One hour\n\n${costTable(oneHour, "ours", absent)}`);
  let manyHours: Costs = new Map();
  if (size.hours > 1) {
    manyHours = await measureInRounds(await manyHoursContenders(material), options);
    print(`\n### ${size.hours} hours\n\n${costTable(manyHours, "ours", absent)}`);
  }
  print(`\n### What is to be reached\n\n${targetTable(listTargets(oneHour, manyHours, size.hours))}`);
}

async function compareDay(): Promise<void> {
  const day = await measureInRounds(await dayContenders(material), options);
  print(`### The sums of a day\n\n${costTable(day, "ours", absent)}`);
}

print(conditions(size.runs, installed.map(({ name, version }) => `${name} ${version}`)));
print(`${size.lines.toLocaleString("en-US")} lines an hour.\n\n`);
await (size.isDay ? compareDay() : compareHours());
