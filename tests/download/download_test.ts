import { assertEquals, assertGreaterOrEqual, assertMatch, assertRejects } from "@std/assert";
import { delay } from "@std/async/delay";
import { RunFailure } from "../../lib/failure.ts";
import { dumpHour } from "../../lib/hours.ts";
import type { DumpHour } from "../../lib/hours.ts";
import { Semaphore } from "../../lib/semaphore.ts";
import { assertDownloaded, DUMP, HOUR, setUpDownload } from "../support/download_setup.ts";
import { cutAfter, etagOf, inOrder, sendDump, sendNothing, status } from "../support/dump_server.ts";
import type { Answer } from "../support/dump_server.ts";

/** Far longer than it takes to abort a download. */
const PATIENCE_MS = 30_000;

function firstHours(count: number): DumpHour[] {
  return Array.from(
    { length: count },
    (_, hour) => dumpHour(Temporal.Instant.from(`2020-01-01T0${hour}:00Z`)),
  );
}

Deno.test("downloadDump() brings the dump to tmp/ and tells where it came from", async () => {
  await using bench = setUpDownload();
  const source = `${bench.server.baseUrl}/2020/2020-01/pageviews-20200101-080000.gz`;
  assertEquals(await bench.download(), {
    status: "ready",
    path: bench.path,
    bytes: DUMP.length,
    attempts: 1,
    source,
    validator: etagOf(DUMP),
  });
  assertDownloaded(bench);
});

Deno.test("downloadDump() accepts a base URL that ends with a slash", async () => {
  await using bench = setUpDownload();
  await bench.download({ baseUrls: [`${bench.server.baseUrl}/`] });
  assertEquals(bench.server.requests[0]!.path, `/other/pageviews/${HOUR.urlPath}`);
});

Deno.test("downloadDump() sends no request when the dump is in tmp/ already", async () => {
  await using bench = setUpDownload();
  await Deno.writeFile(bench.path, DUMP);
  const result = await bench.download();
  assertEquals(result, { status: "ready", path: bench.path, bytes: DUMP.length, attempts: 0 });
  assertEquals(bench.server.requests, []);
  assertEquals(bench.events, []);
});

Deno.test("downloadDump() tells of its start, its advance, its retries and its end", async () => {
  await using bench = setUpDownload({ fault: inOrder(status(503)) });
  await bench.download();
  const { events } = bench;
  assertEquals(events.slice(0, 3).map(({ type }) => type), [
    "download-started",
    "download-retried",
    "download-advanced",
  ]);
  assertEquals(events[1], {
    type: "download-retried",
    hour: HOUR,
    attempt: 1,
    reason: "the server answered 503",
    waitMs: 0,
  });
  assertEquals(events[2], {
    type: "download-advanced",
    hour: HOUR,
    receivedBytes: 0,
    totalBytes: DUMP.length,
  });
  assertEquals(events.at(-1), { type: "download-ended", hour: HOUR, bytes: DUMP.length });
  const told = events.flatMap((event) => event.type === "download-advanced" ? [event.receivedBytes] : []);
  assertGreaterOrEqual(told.length, 2);
  told.slice(1).forEach((bytes, index) => assertGreaterOrEqual(bytes - told[index]!, 64 * 1024));
});

Deno.test("downloadDump() keeps to three requests at once, retries included", async () => {
  const hours = firstHours(7);
  const { promise: threeAreHere, resolve } = Promise.withResolvers<void>();
  const whenThreeAreHere = (answer: Answer): Answer => async (exchange) => {
    await threeAreHere;
    await answer(exchange);
  };
  await using bench = setUpDownload({
    dumps: new Map(hours.map(({ name }) => [`${name}.gz`, DUMP])),
    fault: (_request, index) => {
      if (index === 2) resolve();
      return whenThreeAreHere(index % 3 === 0 ? status(503) : sendDump);
    },
  });
  const permits = new Semaphore(3);
  await Promise.all(hours.map((hour) => bench.download({ hour, permits })));
  assertEquals(bench.server.maxInFlight, 3);
  assertEquals(bench.filesInTmp(), hours.map(({ name }) => `${name}.gz`));
});

Deno.test("downloadDump() backs off and finishes when one connection too many is answered 503", async () => {
  const hours = firstHours(3);
  const { promise: thirdWaits, resolve } = Promise.withResolvers<void>();
  await using bench = setUpDownload({
    dumps: new Map(hours.map(({ name }) => [`${name}.gz`, DUMP])),
    maxConnections: 2,
    fault: inOrder(
      ...Array<Answer>(2).fill(async (exchange) => {
        await thirdWaits;
        await sendDump(exchange);
      }),
    ),
  });
  const permits = new Semaphore(3);
  const others = new Set<Promise<unknown>>();
  const wait = async (): Promise<void> => {
    resolve();
    await Promise.race(others);
  };
  const downloads = hours.map((hour) => bench.download({ hour, permits, policy: { wait } }));
  for (const download of downloads) others.add(download);
  const attempts = (await Promise.all(downloads)).map((result) => result.attempts);
  assertEquals(attempts.sort(), [1, 1, 2]);
});

Deno.test("downloadDump() holds no permit while it waits for the next try", async () => {
  await using bench = setUpDownload({ fault: inOrder(status(503)) });
  const permits = new Semaphore(1);
  const wait = async (): Promise<void> => {
    using _permit = await permits.acquire(AbortSignal.timeout(1000));
  };
  const result = await bench.download({ permits, policy: { wait } });
  assertEquals(result.attempts, 2);
});

Deno.test("downloadDump() does not try again when the disk fails", async () => {
  await using bench = setUpDownload();
  const error = await assertRejects(() => bench.download({ tmpDir: `${bench.tmpDir}/gone` }), RunFailure);
  assertEquals(error.exitCode, 74);
  assertMatch(error.message, /^Cannot put the dump at ".*\/gone\/pageviews-.*\.gz": No such file/);
  assertEquals(bench.server.requests.length, 1);
});

for (
  const [when, eventType, answer] of [
    ["before the headers come", "download-started", sendNothing],
    ["while the body comes", "download-advanced", cutAfter(9, { stall: true })],
    ["between two tries", "download-retried", status(503)],
  ] as const
) {
  Deno.test(`downloadDump() ends with the signal's reason when it is aborted ${when}`, async () => {
    await using bench = setUpDownload({ fault: () => answer });
    const controller = new AbortController();
    const reason = new TypeError("the switch was thrown");
    const told = new Set<string>();
    const download = bench.download({
      signal: controller.signal,
      onEvent: ({ type }) => {
        told.add(type);
        if (type === eventType) setTimeout(() => controller.abort(reason));
      },
      policy: { wait: (_ms, signal) => delay(PATIENCE_MS, { signal }) },
    });
    assertEquals(await assertRejects(() => download), reason);
    assertEquals(told.has("download-retried"), eventType === "download-retried");
  });
}

Deno.test("downloadDump() sends no request when it was aborted before", async () => {
  await using bench = setUpDownload();
  await assertRejects(() => bench.download({ signal: AbortSignal.abort(new Error("stop")) }), Error, "stop");
  assertEquals(bench.server.requests, []);
});

Deno.test("downloadDump() ends with the signal's reason when it waits for a permit", async () => {
  await using bench = setUpDownload();
  const permits = new Semaphore(1);
  using _permit = await permits.acquire();
  const controller = new AbortController();
  const download = bench.download({ permits, signal: controller.signal });
  setTimeout(() => controller.abort(new Error("stop")));
  await assertRejects(() => download, Error, "stop");
  assertEquals(bench.server.requests, []);
});
