import { fromFileUrl, join } from "@std/path";
import { readPeerRows } from "./answer.ts";
import { type Contender, fileNameOf, type Pipeline } from "./contender.ts";
import type { BenchDump } from "../support/dumps.ts";
import { findVersion, installDuckDb } from "./installed.ts";
import type { Say } from "../support/say.ts";

/** What people would use instead, or a part of it. */
export interface Peer {
  /** As it stands in the tables. */
  readonly name: string;
  /** Of the program that gives it its name; undefined when that cannot be had here. */
  readonly version: string | undefined;
  /** Whether it ranks, or only inflates. */
  readonly ranks: boolean;
  /** The commands of each pipeline that it takes to go through some dumps. */
  readonly pipelines: (dumps: readonly string[]) => Pipeline["commands"][];
}

/** Not all mawks know `--version`. */
const MAWK_VERSION = ["mawk", "-W", "version"];

/**
 * All peers, with those that are not installed.
 *
 * @param python The Python interpreter.
 * @param say Is told when one is being installed.
 */
export async function listPeers(python: string, say: Say): Promise<Peer[]> {
  const inflate = (name: string, version: string | undefined, ...command: string[]): Peer => ({
    name,
    version,
    ranks: false,
    pipelines: (dumps) => dumps.map((dump) => [[...command, dump]]),
  });
  const gzip = await findVersion("gzip", "--version");
  return [
    {
      name: "DuckDB",
      version: await installDuckDb(say),
      ranks: true,
      pipelines: (dumps) => [[["node", fromFileUrl(import.meta.resolve("./duckdb/rank.mjs")), ...dumps]]],
    },
    {
      name: "gzip -dc | mawk",
      version: gzip && await findVersion(...MAWK_VERSION),
      ranks: true,
      pipelines: (dumps) => dumps.map((dump) => [["gzip", "-dc", dump], mawkCommand(dump)]),
    },
    {
      name: "Python heap",
      version: await findVersion(python, "--version"),
      ranks: true,
      pipelines: (dumps) => [[[python, fromFileUrl(import.meta.resolve("./python_heap.py")), ...dumps]]],
    },
    inflate("gzip -dc", gzip, "gzip", "-dc"),
    inflate("igzip -dc", await findVersion("igzip", "--version"), "igzip", "-dc"),
    inflate(
      "libdeflate-gunzip -c",
      await findVersion("libdeflate-gunzip", "-V"),
      "libdeflate-gunzip",
      "-c",
    ),
  ];
}

function mawkCommand(dump: string): string[] {
  return ["mawk", "-v", `dump=${dump}`, "-f", fromFileUrl(import.meta.resolve("./top.awk"))];
}

/**
 * A peer that goes through dumps.
 *
 * @param peer The peer.
 * @param dumps The dumps.
 * @param outputFolder The folder for what it finds.
 */
export function peerRun(peer: Peer, dumps: readonly BenchDump[], outputFolder: string): Contender {
  const { name, ranks } = peer;
  const pipelines = peer.pipelines(dumps.map(({ path }) => path)).map((commands, index): Pipeline => ({
    commands,
    output: ranks ? join(outputFolder, `${fileNameOf(name)}_${index}.tsv`) : null,
  }));
  if (!ranks) return { name, pipelines };
  return { name, pipelines, readAnswer: () => readPeerRows(pipelines.map(({ output }) => output!)) };
}
