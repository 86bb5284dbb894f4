/**
 * Inflates a dump and does nothing with it, the way lib/rank/gunzip.ts does; prints the milliseconds.
 *
 * Argument: a dump.
 *
 * @module
 */
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";

const READ_BYTES = 262_144;
const INFLATED_CHUNK_BYTES = 1_048_576;

const started = performance.now();
const file = createReadStream(Deno.args[0], { highWaterMark: READ_BYTES });
const inflater = createGunzip({ chunkSize: INFLATED_CHUNK_BYTES });
for await (const _chunk of file.pipe(inflater));
const elapsed = performance.now() - started;
Deno.stdout.writeSync(new TextEncoder().encode(`${elapsed}\n`));
