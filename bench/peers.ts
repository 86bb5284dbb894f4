/**
 * Compares the program with what people would use instead, on the same made-up dumps and in one go, and prints the
 * figures as Markdown.
 *
 * @module
 */
import { fromFileUrl } from "@std/path";
import { manyHoursContenders, oneHourContenders } from "./peers/contenders.ts";
import type { Peer } from "./peers/peer.ts";
import { listRankingPeers } from "./peers/ranking_peers.ts";
import { readSize, type Size } from "./peers/size.ts";
import { targetTable } from "./peers/target_table.ts";
import { type Costs, listTargets } from "./peers/targets.ts";
import { costTable } from "./support/cost_table.ts";
import { findPython } from "./support/installed.ts";
import { describeMachine } from "./support/machine.ts";
import { print } from "./support/print.ts";
import { measureInRounds } from "./support/rounds.ts";
import { say } from "./support/say.ts";

const DATA_FOLDER = fromFileUrl(import.meta.resolve("./data"));

function conditions({ lines, runs }: Size, peers: readonly Peer[]): string {
  const versions = peers.flatMap(({ name, version }) => version ? [`${name} ${version}`] : []);
  return `Measured on ${Temporal.Now.plainDateISO()}: ${describeMachine()}.\n` +
    `Deno ${Deno.version.deno}; ${versions.join("; ")}.\n` +
    `${lines.toLocaleString("en-US")} lines an hour; medians of ${runs} interleaved runs.\n` +
    "A peak memory below 15 MB may in truth be lower: no process shows less than the one that starts and measures it.\n";
}

const size = readSize(Deno.args);
const python = await findPython();
const peers = await listRankingPeers(python, say);
const absent = peers.filter(({ version }) => !version).map(({ name }) => name);
const material = { peers: peers.filter(({ version }) => version), size, dataFolder: DATA_FOLDER, say };
const options = { runs: size.runs, python, say };

const oneHour = await measureInRounds(await oneHourContenders(material), options);
print(`${conditions(size, peers)}\n### One hour\n\n${costTable(oneHour, "ours", absent)}`);

let manyHours: Costs = new Map();
if (size.hours > 1) {
  manyHours = await measureInRounds(await manyHoursContenders(material), options);
  print(`\n### ${size.hours} hours\n\n${costTable(manyHours, "ours", absent)}`);
}
print(`\n### What is to be reached\n\n${targetTable(listTargets(oneHour, manyHours, size.hours))}`);
