import { type EngineName, rankDump } from "../lib/rank/rank_dump.ts";
import { writeDump } from "../tests/support/dump_generator.ts";

const path = await Deno.makeTempFile({ suffix: ".gz" });
await writeDump(path, { lines: 100_000, seed: 1, quirks: true });
globalThis.addEventListener("unload", () => Deno.removeSync(path));

const selection = { top: 25, wants: (): boolean => true, blacklist: new Map() };
const rankWith = async (engine: EngineName): Promise<void> => {
  await rankDump(path, { engine, selection, checkpoint(): void {} });
};

Deno.bench("the plain engine on 100,000 lines", { group: "engine", baseline: true }, async () => {
  await rankWith("streams");
});

Deno.bench("the fast engine on 100,000 lines", { group: "engine" }, async () => {
  await rankWith("bytes");
});
