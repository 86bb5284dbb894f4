import { fromFileUrl, join } from "@std/path";
import { findVersion, outputOf } from "../support/installed.ts";
import type { Say } from "../support/say.ts";

/**
 * Installs DuckDB into a folder beside this module unless it is there; needs Node.js and npm.
 *
 * @param say Is told when it takes a while, and when it does not work.
 * @returns The version; undefined when it cannot be had.
 */
export async function installDuckDb(say: Say): Promise<string | undefined> {
  if (!await findVersion("node", "--version")) return undefined;
  const folder = fromFileUrl(import.meta.resolve("./duckdb"));
  const manifest = join(folder, "node_modules", "@duckdb", "node-api", "package.json");
  const version = await readVersion(manifest);
  if (version) return version;
  say("Installing DuckDB");
  const printed = await outputOf("npm", "ci", "--prefix", folder, "--no-audit", "--no-fund");
  if (printed === undefined) say("Cannot install DuckDB with `npm ci`");
  return await readVersion(manifest);
}

async function readVersion(manifest: string): Promise<string | undefined> {
  try {
    return JSON.parse(await Deno.readTextFile(manifest)).version;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
