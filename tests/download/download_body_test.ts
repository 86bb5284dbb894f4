import { assertEquals, assertThrows } from "@std/assert";
import { gunzipSync, gzipSync } from "node:zlib";
import { discardDump, regularFileSize } from "../../lib/download/dump_file.ts";
import { assertDownloaded, DUMP, failureOf, HOUR, setUpDownload } from "../support/download_setup.ts";
import type { DownloadBench } from "../support/download_setup.ts";
import { cutAfter, head, inOrder, status } from "../support/dump_server.ts";
import type { Answer } from "../support/dump_server.ts";
import { manualTimeouts } from "../support/manual_timeouts.ts";
import type { ManualTimeouts } from "../support/manual_timeouts.ts";
import { until } from "../support/until.ts";

/** A body without a length, which ends where the connection does. */
const untilClose = (body: Uint8Array): Answer => async ({ send }) => {
  await send(head(200, {}));
  await send(body);
};

/** A body under a length that is not its own. */
const announced = (length: number, body: Uint8Array): Answer => async ({ send }) => {
  await send(head(200, { "Content-Length": length }));
  await send(body);
};

/** A web page that begins as a dump does. */
const sendCompressedPage: Answer = async ({ send }) => {
  const page = gzipSync("<h1>Sorry</h1>");
  await send(head(200, {
    "Content-Type": "text/html",
    "Content-Encoding": "gzip",
    "Content-Length": page.length,
  }));
  await send(page);
};

/** An idle time-out that no other timeout of a test is as long as. */
const IDLE = { idleTimeoutMs: 4321 };

/** Lasts until this much of the dump is on the disk and more is waited for. */
async function untilTaken(bytes: number, { path }: DownloadBench, timeouts: ManualTimeouts): Promise<void> {
  const isTaken = async (): Promise<boolean> =>
    timeouts.count === 1 && await regularFileSize(`${path}.part`) === bytes;
  await until(isTaken, `the first ${bytes} bytes`);
}

Deno.test("downloadDump() tries again when the headers never come", async () => {
  using timeouts = manualTimeouts(IDLE.idleTimeoutMs);
  const goSilent: Answer = async ({ untilClosed }) => {
    timeouts.advance(IDLE.idleTimeoutMs);
    await untilClosed();
  };
  await using bench = setUpDownload({ fault: inOrder(goSilent) });
  assertEquals((await bench.download({ policy: IDLE })).attempts, 2);
  assertDownloaded(bench);
});

Deno.test("downloadDump() resumes when the body stalls", async () => {
  using timeouts = manualTimeouts(IDLE.idleTimeoutMs);
  await using bench = setUpDownload({ fault: inOrder(cutAfter(100_000, { stall: true })) });
  const download = bench.download({ policy: IDLE });
  await untilTaken(100_000, bench, timeouts);
  timeouts.advance(IDLE.idleTimeoutMs);
  assertEquals((await download).attempts, 2);
  assertEquals(bench.server.requests[1]!.headers.get("range"), "bytes=100000-");
  assertDownloaded(bench);
});

Deno.test("downloadDump() lets a slow but steady server take longer than the idle time", async () => {
  using timeouts = manualTimeouts(IDLE.idleTimeoutMs);
  await using bench = setUpDownload({
    fault: () => async ({ dump = DUMP, send }) => {
      await send(head(200, { "Content-Length": 20 }));
      for (let bytes = 1; bytes <= 20; bytes++) {
        timeouts.advance(IDLE.idleTimeoutMs - 1);
        await send(dump.subarray(bytes - 1, bytes));
        if (bytes < 20) await untilTaken(bytes, bench, timeouts);
      }
    },
  });
  assertEquals((await bench.download({ policy: IDLE })).attempts, 1);
  assertEquals(await Deno.readFile(bench.path), DUMP.slice(0, 20));
});

Deno.test("downloadDump() gets the same dump when a body is shorter than its Content-Length", async () => {
  await using bench = setUpDownload({ fault: inOrder(cutAfter(50_000), cutAfter(0)) });
  assertEquals((await bench.download()).attempts, 3);
  assertDownloaded(bench);
});

Deno.test("downloadDump() tries again when a chunked body is cut", async () => {
  const cutChunks: Answer = async ({ dump = DUMP, send }) => {
    await send(head(200, { "Transfer-Encoding": "chunked" }));
    await send("3E8\r\n");
    await send(dump.subarray(0, 1000));
    await send("\r\n3E8\r\n");
    await send(dump.subarray(1000, 1500));
  };
  await using bench = setUpDownload({ fault: inOrder(cutChunks) });
  assertEquals((await bench.download()).attempts, 2);
  assertDownloaded(bench);
});

Deno.test("downloadDump() accepts a body without a length", async () => {
  await using bench = setUpDownload({ fault: inOrder(untilClose(DUMP)) });
  assertEquals((await bench.download()).attempts, 1);
  assertDownloaded(bench);
});

for (
  const [what, answer] of [
    ["is cut without a length to compare", untilClose(DUMP.subarray(0, 1000))],
    ["is longer than its Content-Length", announced(1000, DUMP)],
    ["is published while it is read", announced(1000, DUMP.subarray(0, 1000))],
  ] as const
) {
  Deno.test(`downloadDump() leaves it to the gzip trailer when a body ${what}`, async () => {
    await using bench = setUpDownload({ fault: inOrder(answer) });
    await bench.download();
    const prefix = await Deno.readFile(bench.path);
    assertEquals(prefix, DUMP.slice(0, 1000));
    assertThrows(() => gunzipSync(prefix), Error, "unexpected end of file");

    await discardDump(HOUR, bench.tmpDir);
    await bench.download();
    assertDownloaded(bench);
  });
}

for (
  const [what, answer] of [
    ["nothing", status(200)],
    ["a web page", status(200, { "Content-Type": "text/html; charset=utf-8" }, "<h1>Sorry</h1>")],
    ["a compressed web page", sendCompressedPage],
    [
      "a web page in disguise",
      status(200, { "Content-Type": "application/gzip", "ETag": '"1"' }, "<h1>Sorry</h1>"),
    ],
  ] as const
) {
  Deno.test(`downloadDump() fails for bad data when the server sends ${what} every time`, async () => {
    await using bench = setUpDownload({ fault: () => answer });
    assertEquals((await failureOf(bench)).reason, "bad-data");
    assertEquals(bench.server.requests.length, 5);
    assertEquals(bench.filesInTmp(), []);
  });

  Deno.test(`downloadDump() gets the dump when the server sends ${what} once`, async () => {
    await using bench = setUpDownload({ fault: inOrder(answer) });
    assertEquals((await bench.download()).attempts, 2);
    assertDownloaded(bench);
  });
}

for (const coding of ["gzip", "x-gzip"]) {
  Deno.test(`downloadDump() gets the same dump when it is served with Content-Encoding ${coding}`, async () => {
    const headers = { "Content-Encoding": coding, "Content-Length": DUMP.length };
    await using bench = setUpDownload({
      fault: inOrder(async ({ send }) => {
        await send(head(200, headers));
        await send(DUMP);
      }),
    });
    assertEquals((await bench.download()).attempts, 1);
    assertDownloaded(bench);
  });
}

Deno.test("downloadDump() stops a body that does not end", async () => {
  await using bench = setUpDownload({ fault: () => untilClose(DUMP) });
  const failure = await failureOf(bench, { policy: { maxDumpBytes: DUMP.length - 1, tries: 1 } });
  assertEquals(failure.reason, "bad-data");
  assertEquals(bench.filesInTmp(), []);
});

Deno.test("downloadDump() names files by the hour alone, whatever the server says", async () => {
  await using bench = setUpDownload({
    fault: inOrder(async ({ send }) => {
      await send(head(200, {
        "Content-Disposition": 'attachment; filename="../../evil.gz"',
        "Content-Location": "/../evil.gz",
        "Content-Length": DUMP.length,
      }));
      await send(DUMP);
    }),
  });
  await bench.download();
  assertDownloaded(bench);
});
