import { join } from "@std/path";
import { readPeerRows } from "../support/answer.ts";
import { type Contender, fileNameOf, type Pipeline } from "../support/contender.ts";
import type { BenchDump } from "../support/dumps.ts";

/** What people would use instead, or a part of it. */
export interface Peer {
  /** As it stands in the tables. */
  readonly name: string;
  /** Of the program that gives it its name, or of all; undefined when one cannot be had here. */
  readonly version: string | undefined;
  /** Whether it ranks, or only inflates. */
  readonly ranks: boolean;
  /** What it takes to go through some dumps, one pipeline after the other. */
  readonly pipelines: (dumps: readonly string[]) => Omit<Pipeline, "output">[];
}

/** Not all mawks know `--version`. */
export const MAWK_VERSION: readonly string[] = ["mawk", "-W", "version"];

/**
 * A peer that goes through dumps.
 *
 * @param peer The peer.
 * @param dumps The dumps.
 * @param outputFolder The folder for what it finds.
 */
export function peerRun(peer: Peer, dumps: readonly BenchDump[], outputFolder: string): Contender {
  const { name, ranks } = peer;
  const pipelines = peer.pipelines(dumps.map(({ path }) => path)).map((pipeline, index): Pipeline => ({
    ...pipeline,
    output: ranks ? join(outputFolder, `${fileNameOf(name)}_${index}.tsv`) : null,
  }));
  if (!ranks) return { name, pipelines };
  return { name, pipelines, readAnswer: () => readPeerRows(pipelines.map(({ output }) => output!)) };
}
