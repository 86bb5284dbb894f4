import { fromFileUrl } from "@std/path";
import { findVersion } from "../support/installed.ts";
import type { Say } from "../support/say.ts";
import { installDuckDb } from "./install_duckdb.ts";
import { MAWK_VERSION, type Peer } from "./peer.ts";

/**
 * All peers that rank hours or at least inflate them, with those that are not installed.
 *
 * @param python The Python interpreter.
 * @param say Is told when one is being installed.
 */
export async function listRankingPeers(python: string, say: Say): Promise<Peer[]> {
  const inflate = (name: string, version: string | undefined, ...command: string[]): Peer => ({
    name,
    version,
    ranks: false,
    pipelines: (dumps) => dumps.map((dump) => ({ commands: [[...command, dump]] })),
  });
  const gzip = await findVersion("gzip", "--version");
  return [
    {
      name: "DuckDB",
      version: await installDuckDb(say),
      ranks: true,
      pipelines: (dumps) => [{ commands: [["node", pathOf("./duckdb/rank.mjs"), ...dumps]] }],
    },
    {
      name: "gzip -dc | mawk",
      version: gzip && await findVersion(...MAWK_VERSION),
      ranks: true,
      pipelines: (dumps) => dumps.map((dump) => ({ commands: [["gzip", "-dc", dump], mawkCommand(dump)] })),
    },
    {
      name: "Python heap",
      version: await findVersion(python, "--version"),
      ranks: true,
      pipelines: (dumps) => [{ commands: [[python, pathOf("./python_heap.py"), ...dumps]] }],
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
  return ["mawk", "-v", `source=${dump}`, "-f", pathOf("./top.awk"), "-f", pathOf("./best_pages.awk")];
}

function pathOf(module: string): string {
  return fromFileUrl(import.meta.resolve(module));
}
