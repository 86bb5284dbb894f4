import { assert, assertEquals, assertGreater, assertStringIncludes } from "@std/assert";
import { AbortFlag } from "../../lib/abort_flag.ts";
import type { RankResponse, WorkerFault, WorkerSetup } from "../../lib/pool/messages.ts";
import { unpackRanking } from "../../lib/pool/packed_ranking.ts";
import type { DumpRanking } from "../../lib/rank/ranking.ts";
import { RankService } from "../../lib/pool/rank_service.ts";
import { gzipFile } from "../support/gzip_file.ts";

const TEXT = "de A 3 0\nen B 2 0\nen C 9 0\nen Main_Page 99 0\nen.m D 1 0\n";

function setup(changes: Partial<WorkerSetup> = {}): WorkerSetup {
  return {
    kind: "setup",
    engine: "bytes",
    top: 25,
    domains: [],
    blacklist: new Map(),
    allowEmpty: false,
    abortFlag: new AbortFlag().shared,
    heartbeat: new SharedArrayBuffer(4),
    ...changes,
  };
}

function rankingOf(response: RankResponse | undefined): DumpRanking {
  assert(response && "ranking" in response, `no ranking: ${JSON.stringify(response)}`);
  return unpackRanking(response.ranking);
}

function faultOf(response: RankResponse | undefined): WorkerFault {
  assert(response && "fault" in response, "no fault");
  return response.fault;
}

Deno.test("RankService.answer() says nothing to a setup and answers a request with a ranking", async () => {
  using file = gzipFile(TEXT);
  const service = new RankService();
  assertEquals(await service.answer(setup({ top: 1 })), undefined);
  assertEquals(rankingOf(await service.answer({ kind: "rank", path: file.path })).domains, [
    { domainCode: "de", pages: [{ pageTitle: "A", countViews: 3 }] },
    { domainCode: "en", pages: [{ pageTitle: "Main_Page", countViews: 99 }] },
    { domainCode: "en.m", pages: [{ pageTitle: "D", countViews: 1 }] },
  ]);
});

Deno.test("RankService.answer() ranks what the setup asks for, with either engine", async () => {
  using file = gzipFile(TEXT);
  for (const engine of ["bytes", "streams"] as const) {
    const service = new RankService();
    const blacklist = new Map([["en", new Set(["Main_Page"])]]);
    await service.answer(setup({ engine, top: 1, domains: ["en*"], blacklist }));
    const { domains, counts } = rankingOf(await service.answer({ kind: "rank", path: file.path }));
    assertEquals(domains.map(({ domainCode, pages: [{ pageTitle }] }) => [domainCode, pageTitle]), [
      ["en", "C"],
      ["en.m", "D"],
    ]);
    assertEquals(counts, { lines: 5, malformed: 0, filtered: 1, considered: 4, invalidUtf8: 0 });
  }
});

Deno.test("RankService.answer() ranks one dump after the other, bad ones in between", async () => {
  using good = gzipFile(TEXT);
  using bad = gzipFile(new Uint8Array(10));
  const service = new RankService();
  await service.answer(setup());
  const first = rankingOf(await service.answer({ kind: "rank", path: good.path }));
  assertEquals(faultOf(await service.answer({ kind: "rank", path: bad.path })).kind, "bad-dump");
  assertEquals(rankingOf(await service.answer({ kind: "rank", path: good.path })), first);
});

Deno.test("RankService.answer() tells a bad dump from other faults", async () => {
  using bad = gzipFile(TEXT, new TextEncoder().encode("junk"));
  const service = new RankService();
  await service.answer(setup());
  const badDump = faultOf(await service.answer({ kind: "rank", path: bad.path }));
  assertEquals([badDump.kind, badDump.name], ["bad-dump", "BadDump"]);
  assertStringIncludes(badDump.message, "Cannot inflate");
  const missing = faultOf(await service.answer({ kind: "rank", path: `${bad.path}.missing` }));
  assertEquals([missing.kind, missing.code], ["error", "ENOENT"]);
  assertStringIncludes(missing.message, "No such file");
});

Deno.test("RankService.answer() takes an empty dump for a bad one unless the setup allows it", async () => {
  using empty = gzipFile("");
  const service = new RankService();
  await service.answer(setup());
  assertEquals(faultOf(await service.answer({ kind: "rank", path: empty.path })).kind, "bad-dump");
  await service.answer(setup({ allowEmpty: true }));
  const { domains, counts } = rankingOf(await service.answer({ kind: "rank", path: empty.path }));
  assertEquals([domains, counts.lines], [[], 0]);
});

Deno.test("RankService.answer() answers with data that a message can carry", async () => {
  using good = gzipFile(TEXT);
  using bad = gzipFile("");
  const service = new RankService();
  await service.answer(setup());
  for (const path of [good.path, bad.path]) {
    const response = await service.answer({ kind: "rank", path });
    assertEquals(structuredClone(response), response);
  }
});

Deno.test("RankService.answer() answers with a fault when there was no setup", async () => {
  const fault = faultOf(await new RankService().answer({ kind: "rank", path: "x.gz" }));
  assertEquals([fault.kind, fault.name], ["error", "TypeError"]);
  assertStringIncludes(fault.message, "not set up");
});

Deno.test("RankService.answer() gives up when the kill switch is thrown", async () => {
  using file = gzipFile(TEXT);
  for (const engine of ["bytes", "streams"] as const) {
    const flag = new AbortFlag();
    const service = new RankService();
    await service.answer(setup({ engine, abortFlag: flag.shared }));
    rankingOf(await service.answer({ kind: "rank", path: file.path }));
    flag.throwSwitch(new Error("The disk is full"));
    const fault = faultOf(await service.answer({ kind: "rank", path: file.path }));
    assertEquals([fault.kind, fault.name, fault.code], ["error", "AbortError", undefined]);
  }
});

Deno.test("RankService.answer() counts the heartbeat up while it gets on", async () => {
  using file = gzipFile(TEXT);
  for (const engine of ["bytes", "streams"] as const) {
    const beats = new Int32Array(new SharedArrayBuffer(4));
    const service = new RankService();
    await service.answer(setup({ engine, heartbeat: beats.buffer }));
    let last = 0;
    for (let turn = 0; turn < 3; turn++) {
      await service.answer({ kind: "rank", path: file.path });
      assertGreater(beats[0], last);
      last = beats[0];
    }
  }
});
