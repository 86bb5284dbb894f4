import { join } from "@std/path";
import type { Contender } from "../support/contender.ts";
import { type BenchDump, FIRST_DAY, prepareDumps } from "../support/dumps.ts";
import { hoursOf, programRun } from "../support/program_run.ts";
import type { Say } from "../support/say.ts";
import { type Peer, peerRun } from "./peer.ts";
import { enginePart, programStart } from "./program_parts.ts";
import type { Size } from "./size.ts";

/** The names of our own contenders. */
export const Ours = {
  OneHour: "wikitop, one hour",
  Streams: "wikitop --engine streams",
  Start: "wikitop --dry-run",
  SmallHour: "wikitop, a tenth of the lines",
  Engine: "rankDump alone, by its own clock",
  Inflating: "createGunzip alone, by its own clock",
  TwoWorkers: "wikitop, two workers",
  OneWorker: "wikitop, one worker",
  Day: "wikitop --every day",
  DayByStreams: "wikitop --every day --engine streams",
} as const;

/** What it takes to set contenders up. */
export interface Material {
  /** The peers that are installed. */
  readonly peers: readonly Peer[];
  readonly size: Size;
  /** The folder for dumps and results. */
  readonly dataFolder: string;
  readonly say: Say;
}

async function prepareOutputFolder(dataFolder: string, lines: number): Promise<string> {
  const folder = join(dataFolder, `${lines}-lines-output`);
  await Deno.mkdir(folder, { recursive: true });
  return folder;
}

/**
 * Everything that is measured on one hour.
 *
 * @param material Its `size.hours` does not matter here.
 */
export async function oneHourContenders({ peers, size, dataFolder, say }: Material): Promise<Contender[]> {
  const { lines } = size;
  const fewLines = Math.ceil(lines / 10);
  const outputFolder = await prepareOutputFolder(dataFolder, lines);
  const dumps = await prepareDumps(dataFolder, { hours: 1, lines }, say);
  const smallDumps = await prepareDumps(dataFolder, { hours: 1, lines: fewLines }, say);
  const run = (name: string, of: readonly BenchDump[], ...flags: string[]): Contender =>
    programRun(name, of, hoursOf(of, ["--workers", "1", ...flags]), outputFolder);
  return [
    run(Ours.OneHour, dumps),
    run(Ours.Streams, dumps, "--engine", "streams"),
    ...peers.map((peer) => peerRun(peer, dumps, outputFolder)),
    programStart(Ours.Start, dumps[0]),
    { ...run(Ours.SmallHour, smallDumps), readAnswer: undefined },
    enginePart(Ours.Engine, "./rank_alone.ts", dumps[0], outputFolder),
    enginePart(Ours.Inflating, "./inflate_alone.ts", dumps[0], outputFolder),
  ];
}

/**
 * Everything that is measured on many hours.
 *
 * @param material With the number of hours.
 */
export async function manyHoursContenders({ peers, size, dataFolder, say }: Material): Promise<Contender[]> {
  const outputFolder = await prepareOutputFolder(dataFolder, size.lines);
  const dumps = await prepareDumps(dataFolder, size, say);
  return [
    programRun(Ours.TwoWorkers, dumps, hoursOf(dumps, ["--workers", "2"]), outputFolder),
    programRun(Ours.OneWorker, dumps, hoursOf(dumps, ["--workers", "1"]), outputFolder),
    ...peers.map((peer) => peerRun(peer, dumps, outputFolder)),
  ];
}

/**
 * Everything that is measured on the sums of a day.
 *
 * @param material With peers that add up.
 */
export async function dayContenders({ peers, size, dataFolder, say }: Material): Promise<Contender[]> {
  const outputFolder = await prepareOutputFolder(dataFolder, size.lines);
  const dumps = await prepareDumps(dataFolder, { ...size, ofOneWorld: true }, say);
  const run = (name: string, ...flags: string[]): Contender =>
    programRun(name, dumps, { every: "day", range: [FIRST_DAY], flags }, outputFolder);
  return [
    run(Ours.Day),
    run(Ours.DayByStreams, "--engine", "streams"),
    ...peers.map((peer) => peerRun(peer, dumps, outputFolder)),
  ];
}
