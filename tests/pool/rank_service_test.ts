import { assert, assertEquals, assertGreater, assertStringIncludes } from "@std/assert";
import { concat } from "@std/bytes/concat";
import { AbortFlag } from "../../lib/abort_flag.ts";
import type { RankRequest, RankResponse, WorkerSetup } from "../../lib/pool/messages.ts";
import type { WorkerFault } from "../../lib/pool/worker_fault.ts";
import type { EncodedRanking } from "../../lib/output/encoded_ranking.ts";
import { RankService } from "../../lib/pool/rank_service.ts";
import { gzipFile } from "../support/gzip_file.ts";

const TEXT = "de A 3 0\nen B 2 0\nen C 9 0\nen Main_Page 99 0\nen.m D 1 0\n";

function setup(changes: Partial<WorkerSetup> = {}): WorkerSetup {
  return {
    kind: "setup",
    engine: "bytes",
    top: 25,
    minViews: 1,
    format: "tsv",
    domains: [],
    blacklist: new Map(),
    allowEmpty: false,
    abortFlag: new AbortFlag().shared,
    heartbeat: new SharedArrayBuffer(4),
    ...changes,
  };
}

function rankingOf(response: RankResponse | undefined): EncodedRanking {
  assert(response && "ranking" in response, `no ranking: ${JSON.stringify(response)}`);
  return response.ranking;
}

/** The lines of a result, without its header. */
function linesOf({ text }: EncodedRanking): string[] {
  return new TextDecoder().decode(concat(text)).split("\n").slice(1, -1);
}

/** Asks for a dump to be ranked. */
function rank(path: string): RankRequest {
  return { kind: "rank", path, label: { hour: "2020-01-01T08:00Z" } };
}

function faultOf(response: RankResponse | undefined): WorkerFault {
  assert(response && "fault" in response, "no fault");
  return response.fault;
}

Deno.test("RankService.answer() says nothing to a setup and answers a request with a ranking", async () => {
  using file = gzipFile(TEXT);
  const service = new RankService();
  assertEquals(await service.answer(setup({ top: 1 })), undefined);
  const ranking = rankingOf(await service.answer(rank(file.path)));
  assertEquals(linesOf(ranking), ["de\tA\t3", "en\tMain_Page\t99", "en.m\tD\t1"]);
  assertEquals(ranking.domains, 3);
});

Deno.test("RankService.answer() ranks what the setup asks for, with either engine", async () => {
  using file = gzipFile(TEXT);
  for (const engine of ["bytes", "streams"] as const) {
    const service = new RankService();
    const blacklist = new Map([["en", new Set(["Main_Page"])]]);
    await service.answer(setup({ engine, top: 1, domains: ["en*"], blacklist }));
    const ranking = rankingOf(await service.answer(rank(file.path)));
    assertEquals(linesOf(ranking), ["en\tC\t9", "en.m\tD\t1"]);
    assertEquals(ranking.counts, { lines: 5, malformed: 0, filtered: 1, considered: 4, invalidUtf8: 0 });
  }
});

Deno.test("RankService.answer() leaves out pages with few views, and domains with no other, with either engine", async () => {
  using file = gzipFile(TEXT);
  for (const engine of ["bytes", "streams"] as const) {
    const service = new RankService();
    await service.answer(setup({ engine, minViews: 3 }));
    const ranking = rankingOf(await service.answer(rank(file.path)));
    assertEquals(linesOf(ranking), ["de\tA\t3", "en\tMain_Page\t99", "en\tC\t9"]);
    assertEquals([ranking.domains, ranking.counts.considered], [2, 5]);
  }
});

Deno.test("RankService.answer() writes the ranking in the format of the setup, with the label of the request", async () => {
  using file = gzipFile("en A 3 0\n");
  const service = new RankService();
  await service.answer(setup({ format: "ndjson" }));
  const { text } = rankingOf(await service.answer(rank(file.path)));
  assertEquals(JSON.parse(new TextDecoder().decode(concat(text))), {
    hour: "2020-01-01T08:00Z",
    domain_code: "en",
    page_title: "A",
    count_views: 3,
  });
});

Deno.test("RankService.answer() ranks one dump after the other, bad ones in between", async () => {
  using good = gzipFile(TEXT);
  using bad = gzipFile(new Uint8Array(10));
  const service = new RankService();
  await service.answer(setup());
  const first = rankingOf(await service.answer(rank(good.path)));
  assertEquals(faultOf(await service.answer(rank(bad.path))).kind, "bad-dump");
  assertEquals(rankingOf(await service.answer(rank(good.path))), first);
});

Deno.test("RankService.answer() tells a bad dump from other faults", async () => {
  using bad = gzipFile(TEXT, new TextEncoder().encode("junk"));
  const service = new RankService();
  await service.answer(setup());
  const badDump = faultOf(await service.answer(rank(bad.path)));
  assertEquals([badDump.kind, badDump.name], ["bad-dump", "BadDump"]);
  assertStringIncludes(badDump.message, "Cannot inflate");
  const missing = faultOf(await service.answer(rank(`${bad.path}.missing`)));
  assertEquals([missing.kind, missing.code], ["error", "ENOENT"]);
  assertStringIncludes(missing.message, "No such file");
});

Deno.test("RankService.answer() takes an empty dump for a bad one unless the setup allows it", async () => {
  using empty = gzipFile("");
  const service = new RankService();
  await service.answer(setup());
  assertEquals(faultOf(await service.answer(rank(empty.path))).kind, "bad-dump");
  await service.answer(setup({ allowEmpty: true }));
  const { domains, counts } = rankingOf(await service.answer(rank(empty.path)));
  assertEquals([domains, counts.lines], [0, 0]);
});

Deno.test("RankService.answer() answers with data that a message can carry", async () => {
  using good = gzipFile(TEXT);
  using bad = gzipFile("");
  const service = new RankService();
  await service.answer(setup());
  for (const path of [good.path, bad.path]) {
    const response = await service.answer(rank(path));
    assertEquals(structuredClone(response), response);
  }
});

Deno.test("RankService.answer() answers with a fault when there was no setup", async () => {
  const fault = faultOf(await new RankService().answer(rank("x.gz")));
  assertEquals([fault.kind, fault.name], ["error", "TypeError"]);
  assertStringIncludes(fault.message, "not set up");
});

Deno.test("RankService.answer() gives up when the kill switch is thrown", async () => {
  using file = gzipFile(TEXT);
  for (const engine of ["bytes", "streams"] as const) {
    const flag = new AbortFlag();
    const service = new RankService();
    await service.answer(setup({ engine, abortFlag: flag.shared }));
    rankingOf(await service.answer(rank(file.path)));
    flag.throwSwitch(new Error("The disk is full"));
    const fault = faultOf(await service.answer(rank(file.path)));
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
      await service.answer(rank(file.path));
      assertGreater(beats[0], last);
      last = beats[0];
    }
  }
});
