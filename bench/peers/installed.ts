import { fromFileUrl, join } from "@std/path";
import type { Say } from "../support/say.ts";

/**
 * The version of an installed program.
 *
 * @param command What makes it print its version.
 * @returns Such as `1.12`; undefined when there is no such program.
 */
export async function findVersion(...[program, ...args]: readonly string[]): Promise<string | undefined> {
  const output = await runProgram(program, args);
  return output && (/\d+(\.\d+)+/.exec(output)?.[0] ?? "of an unknown version");
}

/**
 * The Python interpreter itself, not a launcher that would have to start first.
 *
 * @returns Its path; undefined when there is none.
 */
export async function findPython(): Promise<string | undefined> {
  return (await runProgram("python3", ["-c", "import sys; print(sys.executable)"]))?.trim();
}

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
  const printed = await runProgram("npm", ["ci", "--prefix", folder, "--no-audit", "--no-fund"]);
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

/** What a program prints, wherever it does; undefined when there is no such program, or it fails. */
async function runProgram(program: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(program, { args: [...args] }).output();
    const decoder = new TextDecoder();
    return success ? decoder.decode(stdout) + decoder.decode(stderr) : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
