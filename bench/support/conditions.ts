import { describeMachine } from "./machine.ts";

/**
 * What goes before tables: where, when, with what and how often was measured.
 *
 * @param runs How many runs counted.
 * @param versions Such as `gzip -dc 1.12`.
 */
export function conditions(runs: number, versions: readonly string[] = []): string {
  return `Measured on ${Temporal.Now.plainDateISO()}: ${describeMachine()}.\n` +
    `${[`Deno ${Deno.version.deno}`, ...versions].join("; ")}.\n` +
    `Medians of ${runs} interleaved runs.\n` +
    "A peak memory of 10 to 15 MB may in truth be lower, where a process was too short to be asked for it.\n";
}
