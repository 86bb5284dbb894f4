import { join } from "@std/path";
import type { Contender } from "./contender.ts";
import { prepareDumps } from "../support/dumps.ts";
import { type Peer, peerRun } from "./peer_list.ts";
import { enginePart, programRun, programStart, type Surroundings } from "./program.ts";
import type { Say } from "../support/say.ts";
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

async function prepareSurroundings(dataFolder: string, lines: number): Promise<Surroundings> {
  const outputFolder = join(dataFolder, `${lines}-lines-output`);
  await Deno.mkdir(outputFolder, { recursive: true });
  return { dumpFolder: join(dataFolder, `${lines}-lines`), outputFolder };
}

/**
 * Everything that is measured on one hour.
 *
 * @param material Its `size.hours` does not matter here.
 */
export async function oneHourContenders({ peers, size, dataFolder, say }: Material): Promise<Contender[]> {
  const { lines } = size;
  const fewLines = Math.ceil(lines / 10);
  const around = await prepareSurroundings(dataFolder, lines);
  const aroundSmall = await prepareSurroundings(dataFolder, fewLines);
  const dumps = await prepareDumps(around.dumpFolder, { hours: 1, lines }, say);
  const smallDumps = await prepareDumps(aroundSmall.dumpFolder, { hours: 1, lines: fewLines }, say);
  const oneWorker = ["--workers", "1"];
  return [
    programRun(Ours.OneHour, dumps, oneWorker, around),
    programRun(Ours.Streams, dumps, [...oneWorker, "--engine", "streams"], around),
    ...peers.map((peer) => peerRun(peer, dumps, around.outputFolder)),
    programStart(Ours.Start, dumps[0]),
    { ...programRun(Ours.SmallHour, smallDumps, oneWorker, aroundSmall), readAnswer: undefined },
    enginePart(Ours.Engine, "./rank_alone.ts", dumps[0], around.outputFolder),
    enginePart(Ours.Inflating, "./inflate_alone.ts", dumps[0], around.outputFolder),
  ];
}

/**
 * Everything that is measured on many hours.
 *
 * @param material With the number of hours.
 */
export async function manyHoursContenders({ peers, size, dataFolder, say }: Material): Promise<Contender[]> {
  const around = await prepareSurroundings(dataFolder, size.lines);
  const dumps = await prepareDumps(around.dumpFolder, size, say);
  return [
    programRun(Ours.TwoWorkers, dumps, ["--workers", "2"], around),
    programRun(Ours.OneWorker, dumps, ["--workers", "1"], around),
    ...peers.map((peer) => peerRun(peer, dumps, around.outputFolder)),
  ];
}
