/**
 * A dump server in a process of its own, so that it takes no time away from the program that it serves. Prints its
 * base URL; ends with its standard input.
 *
 * Arguments: a folder of dumps; the names under which they are served, as often as there are names; bytes a second of
 * each connection.
 *
 * @module
 */
import { join } from "@std/path";
import { startDumpServer } from "../../tests/support/dump_server.ts";

/** As many as Wikimedia allows. */
const MAX_CONNECTIONS = 3;

const [folder, names, bytesPerSecond] = Deno.args;
const files = Array.from(Deno.readDirSync(folder), ({ name }) => name).filter((name) => name.endsWith(".gz"))
  .sort();
const contents = files.map((file) => Deno.readFileSync(join(folder, file)));
const dumps = new Map(
  names.split(",").map((name, index) => [`${name}.gz`, contents[index % contents.length]]),
);
await using server = startDumpServer({
  dumps,
  maxConnections: MAX_CONNECTIONS,
  bytesPerSecond: Number(bytesPerSecond),
});
Deno.stdout.writeSync(new TextEncoder().encode(`${server.baseUrl}\n`));
await Deno.stdin.read(new Uint8Array(1));
