import { fromFileUrl } from "@std/path";
import type { Command } from "../support/contender.ts";
import { findVersion } from "../support/installed.ts";
import type { Say } from "../support/say.ts";
import { installDuckDb } from "./install_duckdb.ts";
import { MAWK_VERSION, type Peer } from "./peer.ts";

/**
 * All peers that rank the sums of a period, with those that are not installed.
 *
 * @param period The name of its result.
 * @param say Is told when one is being installed.
 */
export async function listSummingPeers(period: string, say: Say): Promise<Peer[]> {
  return [
    {
      name: "DuckDB",
      version: await installDuckDb(say),
      ranks: true,
      pipelines: (dumps) => [{ commands: [["node", pathOf("./duckdb/sum.mjs"), period, ...dumps]] }],
    },
    {
      name: "gzip -dc | sort -m | mawk",
      version: await findVersions(["gzip", "--version"], ["sort", "--version"], MAWK_VERSION),
      ranks: true,
      pipelines: (dumps) => [{
        sources: dumps.map((dump) => ["gzip", "-dc", dump]),
        commands: [mergeCommand(dumps.length), sumCommand(period)],
      }],
    },
  ];
}

/** The versions of programs; undefined unless all are installed. */
async function findVersions(...commands: readonly Command[]): Promise<string | undefined> {
  const versions = await Promise.all(commands.map((command) => findVersion(...command)));
  return versions.includes(undefined) ? undefined : versions.join(", ");
}

/**
 * Merges made-up dumps, which are in byte order of domain code and title: as no title holds a byte below the space that
 * ends it, they are in byte order of whole lines, too. Above its batch size, `sort` would merge by way of files.
 */
function mergeCommand(dumps: number): Command {
  return ["env", "LC_ALL=C", "sort", "-m", `--batch-size=${dumps}`];
}

function sumCommand(period: string): Command {
  return ["mawk", "-v", `source=${period}`, "-f", pathOf("./sum.awk"), "-f", pathOf("./best_pages.awk")];
}

function pathOf(module: string): string {
  return fromFileUrl(import.meta.resolve(module));
}
