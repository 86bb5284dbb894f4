/**
 * Ranks a dump in this thread, without the program around it; prints the milliseconds.
 *
 * Argument: a dump.
 *
 * @module
 */
import { rankDump } from "../../lib/rank/rank_dump.ts";

const selection = { top: 25, wants: (): boolean => true, blacklist: new Map() };

const started = performance.now();
await rankDump(Deno.args[0], { engine: "bytes", selection, checkpoint(): void {} });
const elapsed = performance.now() - started;
Deno.stdout.writeSync(new TextEncoder().encode(`${elapsed}\n`));
