import { assertEquals, assertLessOrEqual, assertNotEquals } from "@std/assert";
import { delay } from "@std/async/delay";
import { type Answer, head, sendDump, startDumpServer, status } from "../support/dump_server.ts";
import { preload } from "../support/preload.ts";
import { dumpName, gzip, resultName, setUpWikitop, type WikitopBench } from "../support/wikitop_process.ts";

const resultOf = (count: number): string => `domain_code\tpage_title\tcount_views\nen\tA\t${count}\n`;
const dumpOf = (count: number): Uint8Array => gzip(`en A ${count} 0\n`);

/** A bench whose hours are done, with 1 view each. */
async function setUpDone(
  hours = 1,
  options: Parameters<typeof setUpWikitop>[1] = {},
): Promise<WikitopBench> {
  const bench = setUpWikitop(Array(hours).fill(dumpOf(1)), options);
  const { code, stderr } = await bench.run();
  assertEquals(code, 0, stderr);
  Deno.removeSync(bench.folder.join("wikitop.log"));
  return bench;
}

/** The requests since so many, as `HEAD 08`. */
function requestsSince(bench: WikitopBench, since: number): string[] {
  return bench.server.requests.slice(since).map(({ method, path }) => `${method} ${path.slice(-9, -7)}`)
    .sort();
}

function statuses({ report }: Awaited<ReturnType<WikitopBench["run"]>>): unknown[] {
  return report!.hours.map((hour) => hour.status);
}

Deno.test("wikitop --refresh ranks again the hours whose dump was restated, and no others", async () => {
  await using bench = await setUpDone(3);
  bench.dumps.set(dumpName(1), gzip("en A 2 0\nen B 1 0\n"));
  const run = await bench.run(["--refresh"]);
  assertEquals([run.code, statuses(run)], [0, ["skipped", "done", "skipped"]], run.stderr);
  assertEquals(run.report!.hours.map(({ attempts }) => attempts), [1, 2, 1]);
  assertEquals(requestsSince(bench, 3), ["GET 09", "HEAD 08", "HEAD 09", "HEAD 10"]);
  assertEquals(bench.results(), {
    [resultName(0)]: resultOf(1),
    [resultName(1)]: resultOf(2) + "en\tB\t1\n",
    [resultName(2)]: resultOf(1),
  });
  assertEquals(statuses(await bench.run(["--refresh"])), ["skipped", "skipped", "skipped"]);
});

Deno.test("wikitop --refresh notices a restated dump of the same size by its ETag", async () => {
  await using bench = await setUpDone();
  assertEquals(dumpOf(2).length, dumpOf(1).length);
  bench.dumps.set(dumpName(), dumpOf(2));
  assertEquals(statuses(await bench.run(["--refresh"])), ["done"]);
  assertEquals(bench.results(), { [resultName()]: resultOf(2) });
});

Deno.test("wikitop without --refresh asks for nothing that is there", async () => {
  await using bench = await setUpDone();
  bench.dumps.set(dumpName(), dumpOf(2));
  assertEquals(statuses(await bench.run()), ["skipped"]);
  assertEquals([bench.server.requests.length, bench.results()], [1, { [resultName()]: resultOf(1) }]);
});

Deno.test("wikitop --refresh ranks again what it does not know the dump of", async () => {
  await using bench = await setUpDone();
  Deno.removeSync(bench.folder.join("results", `.${resultName()}.dump.json`));
  assertEquals(statuses(await bench.run(["--refresh"])), ["done"]);
  assertEquals(statuses(await bench.run(["--refresh"])), ["skipped"]);
  Deno.writeFileSync(bench.folder.join("tmp", dumpName()), dumpOf(1));
  assertEquals(statuses(await bench.run(["--force"])), ["done"]);
  assertEquals(statuses(await bench.run(["--refresh"])), ["done"]);
});

Deno.test("wikitop --refresh does not rank the old dump in tmp/ again", async () => {
  await using bench = await setUpDone();
  Deno.writeFileSync(bench.folder.join("tmp", dumpName()), dumpOf(1));
  bench.dumps.set(dumpName(), dumpOf(2));
  assertEquals(statuses(await bench.run(["--refresh"])), ["done"]);
  assertEquals([bench.results(), bench.filesInTmp()], [{ [resultName()]: resultOf(2) }, []]);
});

Deno.test("wikitop --refresh keeps the old result when the server cannot tell, has it no more, or has rubbish", async () => {
  let isDown = false;
  await using bench = await setUpDone(1, { fault: () => isDown ? status(503) : undefined });
  const results = { [resultName()]: resultOf(1) };
  isDown = true;
  const unreachable = await bench.run(["--refresh", "--tries", "2"]);
  assertEquals([unreachable.code, unreachable.report!.hours[0].reason], [75, "unreachable"]);
  assertEquals([requestsSince(bench, 1), bench.results()], [["HEAD 08", "HEAD 08"], results]);
  isDown = false;
  bench.dumps.delete(dumpName());
  assertEquals(statuses(await bench.run(["--refresh"])), ["skipped"]);
  bench.dumps.set(dumpName(), dumpOf(2).slice(0, -1));
  const bad = await bench.run(["--refresh", "--tries", "1"]);
  assertEquals([bad.code, bad.report!.hours[0].reason], [65, "bad-data"]);
  assertEquals(bench.results(), results);
  bench.dumps.set(dumpName(), dumpOf(2));
  assertEquals(statuses(await bench.run(["--refresh"])), ["done"]);
  assertEquals(bench.results(), { [resultName()]: resultOf(2) });
});

Deno.test("wikitop --refresh tries a HEAD again like any other request", async () => {
  let faults = 0;
  await using bench = await setUpDone(1, { fault: () => faults-- > 0 ? status(503) : undefined });
  faults = 1;
  const run = await bench.run(["--refresh"]);
  assertEquals([run.code, statuses(run), run.report!.hours[0].attempts], [0, ["skipped"], 2]);
  assertEquals(requestsSince(bench, 1), ["HEAD 08", "HEAD 08"]);
});

Deno.test("wikitop --refresh has no more requests under way than downloads, HEADs included", async () => {
  await using bench = await setUpDone(8, {
    fault: () => async (exchange) => {
      await delay(20);
      await sendDump(exchange);
    },
  });
  for (let later = 0; later < 8; later += 2) bench.dumps.set(dumpName(later), dumpOf(2));
  const run = await bench.run(["--refresh"]);
  assertEquals([run.code, run.report!.totals.hours.done], [0, 4]);
  assertLessOrEqual(bench.server.maxInFlight, 3);
});

/** Sends a dump under an ETag that no other server gives it. */
const sendUnderOwnTag: Answer = async ({ request, dump = new Uint8Array(), send }) => {
  await send(head(200, { "ETag": '"of this mirror"', "Content-Length": dump.length }));
  if (request.method !== "HEAD") await send(dump);
};

Deno.test("wikitop --refresh asks a mirror when the server is down, and goes by the size alone there", async () => {
  let isDown = false;
  await using bench = await setUpDone(1, { fault: () => isDown ? status(503) : undefined });
  isDown = true;
  const dumps = new Map([[dumpName(), dumpOf(1)]]);
  await using mirror = startDumpServer({ dumps, fault: () => sendUnderOwnTag });
  const args = ["--refresh", "--tries", "1", "--base-url", mirror.baseUrl];
  assertEquals(statuses(await bench.run(args)), ["skipped"]);
  dumps.set(dumpName(), gzip("en A 2 0\nen B 1 0\n"));
  assertEquals(statuses(await bench.run(args)), ["done"]);
});

Deno.test("wikitop never takes a new result for one of an old dump, wherever it is stopped", async () => {
  for (
    const fault of ["rename results/pageviews", "write results/.*dump.json", "rename results/.*dump.json"]
  ) {
    await using bench = await setUpDone();
    bench.dumps.set(dumpName(), dumpOf(2));
    const stopped = await bench.run(["--refresh"], preload("watched_disk.ts", { WATCHED_DISK_FAULT: fault }));
    assertEquals(stopped.code, 74, fault);
    assertNotEquals(statuses(await bench.run(["--refresh"])), ["skipped"]);
    assertEquals(bench.results(), { [resultName()]: resultOf(2) });
  }
});
