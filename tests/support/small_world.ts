import { concat } from "@std/bytes/concat";
import { gzipSync } from "node:zlib";
import { dumpHour } from "../../lib/hours.ts";
import { generateDumpText } from "./dump_generator.ts";

/** A day whose dumps can be served, and their texts. */
export interface SmallWorld {
  /** Dumps by file name. */
  readonly dumps: Map<string, Uint8Array>;
  readonly texts: Uint8Array[];
}

/** Some hours of one world from 2024-01-05 on; the first one's dump is named 01:00. */
export function smallWorld({ hours, lines = 1_500, quirks = false }: {
  readonly hours: number;
  readonly lines?: number;
  readonly quirks?: boolean;
}): SmallWorld {
  const midnight = Temporal.Instant.from("2024-01-05T00:00Z");
  const texts = Array.from({ length: hours }, (_, hourOfWorld) => {
    const pieces = [...generateDumpText({ lines, seed: 3, hourOfWorld, quirks })];
    return concat(pieces);
  });
  const dumps = new Map(texts.map((text, index): [string, Uint8Array] => [
    `${dumpHour(midnight.add({ hours: index + 1 })).name}.gz`,
    new Uint8Array(gzipSync(text)),
  ]));
  return { dumps, texts };
}
