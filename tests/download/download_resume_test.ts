import { assertEquals, assertRejects } from "@std/assert";
import { discardDump, reopenPart } from "../../lib/download/dump_file.ts";
import {
  assertDownloaded,
  DUMP,
  failureOf,
  HOUR,
  makeDump,
  setUpDownload,
} from "../support/download_setup.ts";
import type { DownloadBench } from "../support/download_setup.ts";
import { cutAfter, etagOf, head, inOrder, status } from "../support/dump_server.ts";
import type { Answer, DumpServerOptions } from "../support/dump_server.ts";

const PART_BYTES = 70_000;
const ETAG = etagOf(DUMP);

/** A server and what a download from it, cut after {@linkcode PART_BYTES}, has left in tmp/. */
async function setUpPart(...answers: (Answer | undefined)[]): Promise<DownloadBench> {
  return await setUpCut({ fault: inOrder(cutAfter(PART_BYTES), ...answers) });
}

async function setUpCut(options: DumpServerOptions): Promise<DownloadBench> {
  const bench = setUpDownload(options);
  await failureOf(bench, { policy: { tries: 1 } });
  return bench;
}

/** What each request but the first, which was cut, asked to continue. */
function rangesAsked({ server }: DownloadBench): (string | null)[][] {
  return server.requests.slice(1).map(({ headers }) => [headers.get("range"), headers.get("if-range")]);
}

const CONTINUED = [`bytes=${PART_BYTES}-`, ETAG];
const ANEW = [null, null];

/** A body under any headers. */
const sendAs =
  (code: number, headers: Record<string, string | number>, body: Uint8Array): Answer => async ({ send }) => {
    await send(head(code, headers));
    await send(body);
  };

const REST = DUMP.subarray(PART_BYTES);
const REST_RANGE = `bytes ${PART_BYTES}-${DUMP.length - 1}/${DUMP.length}`;

Deno.test("downloadDump() continues what a failed download has left", async () => {
  await using bench = await setUpPart();
  assertEquals(bench.filesInTmp(), [`${HOUR.name}.gz.part`, `${HOUR.name}.gz.part.json`]);
  const result = await bench.download();
  assertEquals(result.status === "ready" && [result.bytes, result.attempts], [DUMP.length, 1]);
  assertEquals(rangesAsked(bench), [CONTINUED]);
  assertDownloaded(bench);
});

Deno.test("downloadDump() continues what an aborted download has left", async () => {
  await using bench = setUpDownload({ fault: inOrder(cutAfter(PART_BYTES, { stall: true })) });
  const controller = new AbortController();
  await assertRejects(
    () =>
      bench.download({
        signal: controller.signal,
        onEvent: (event) => {
          if (event.type === "download-advanced" && event.receivedBytes > 0) {
            controller.abort(new Error("stop"));
          }
        },
      }),
    Error,
    "stop",
  );
  const { size } = await Deno.stat(`${bench.path}.part`);
  await bench.download();
  assertEquals(rangesAsked(bench), [[`bytes=${size}-`, ETAG]]);
  assertDownloaded(bench);
});

Deno.test("downloadDump() tells its advance from where the part ends", async () => {
  await using bench = await setUpPart();
  bench.events.length = 0;
  await bench.download();
  assertEquals(bench.events[1], {
    type: "download-advanced",
    hour: HOUR,
    receivedBytes: PART_BYTES,
    totalBytes: DUMP.length,
  });
});

Deno.test("downloadDump() continues by Last-Modified when there is no strong ETag", async () => {
  const date = "Wed, 01 Jan 2020 09:51:00 GMT";
  const cut = sendAs(200, {
    "ETag": 'W/"weak"',
    "Last-Modified": date,
    "Content-Length": DUMP.length,
  }, DUMP.subarray(0, PART_BYTES));
  const rest = sendAs(206, { "Last-Modified": date, "Content-Range": REST_RANGE }, REST);
  await using bench = await setUpCut({ fault: inOrder(cut, rest) });
  await bench.download();
  assertEquals(rangesAsked(bench), [[`bytes=${PART_BYTES}-`, date]]);
  assertDownloaded(bench);
});

Deno.test("downloadDump() keeps no part when the server gives nothing to continue it by", async () => {
  const headers = { "ETag": 'W/"weak"', "Content-Length": DUMP.length };
  await using bench = await setUpCut({ fault: inOrder(sendAs(200, headers, DUMP.subarray(0, PART_BYTES))) });
  assertEquals(bench.filesInTmp(), []);
  await bench.download();
  assertEquals(rangesAsked(bench), [ANEW]);
  assertDownloaded(bench);
});

Deno.test("downloadDump() keeps no part when not a byte came", async () => {
  await using bench = await setUpCut({ fault: inOrder(cutAfter(0)) });
  assertEquals(bench.filesInTmp(), []);
});

Deno.test("downloadDump() takes the new version from byte 0 when the dump was restated", async () => {
  await using bench = await setUpPart();
  const restated = makeDump(20_000, 2);
  bench.dumps.set(`${HOUR.name}.gz`, restated);
  await bench.download();
  assertEquals(rangesAsked(bench), [CONTINUED]);
  assertDownloaded(bench, restated);
});

for (
  const [what, headers] of [
    ["of another ETag", { "Content-Range": REST_RANGE, "ETag": '"another"' }],
    ["that starts too late", {
      "Content-Range": `bytes ${PART_BYTES + 1}-${DUMP.length - 1}/${DUMP.length}`,
    }],
    ["that starts at 0", { "Content-Range": `bytes 0-${DUMP.length - 1}/${DUMP.length}` }],
    ["that ends after the whole", { "Content-Range": `bytes ${PART_BYTES}-${DUMP.length}/${DUMP.length}` }],
    ["that ends before it starts", { "Content-Range": `bytes ${PART_BYTES}-9/${DUMP.length}` }],
    ["of unknown length", { "Content-Range": `bytes ${PART_BYTES}-${DUMP.length - 1}/*` }],
    ["in another unit", { "Content-Range": REST_RANGE.replace("bytes", "lines") }],
    ["without a Content-Range", {}],
  ] as const
) {
  Deno.test(`downloadDump() begins anew when a 206 is a part ${what}`, async () => {
    await using bench = await setUpPart(sendAs(206, headers, REST));
    await bench.download();
    assertEquals(rangesAsked(bench), [CONTINUED, ANEW]);
    assertDownloaded(bench);
  });
}

Deno.test("downloadDump() tries again when a 206 comes unasked", async () => {
  await using bench = setUpDownload({
    fault: inOrder(sendAs(206, { "Content-Range": REST_RANGE }, REST)),
  });
  assertEquals((await bench.download()).attempts, 2);
  assertDownloaded(bench);
});

Deno.test("downloadDump() goes on from where a 206 ends when it does not carry the whole rest", async () => {
  const range = `bytes ${PART_BYTES}-${PART_BYTES + 99}/${DUMP.length}`;
  await using bench = await setUpPart(sendAs(206, { "Content-Range": range }, REST.subarray(0, 100)));
  await bench.download();
  assertEquals(rangesAsked(bench), [CONTINUED, [`bytes=${PART_BYTES + 100}-`, ETAG]]);
  assertDownloaded(bench);
});

Deno.test("downloadDump() begins anew when a 206 carries more than the rest", async () => {
  const tooLong = new Uint8Array([...REST, 0]);
  await using bench = await setUpPart(sendAs(206, { "Content-Range": REST_RANGE }, tooLong));
  await bench.download();
  assertEquals(rangesAsked(bench), [CONTINUED, ANEW]);
  assertDownloaded(bench);
});

Deno.test("downloadDump() takes the dump from byte 0 when a Range is answered 200", async () => {
  await using bench = await setUpPart(sendAs(200, { "Content-Length": DUMP.length }, DUMP));
  assertEquals((await bench.download()).attempts, 1);
  assertDownloaded(bench);
});

Deno.test("downloadDump() begins anew when a Range is answered 416", async () => {
  await using bench = await setUpPart(status(416));
  assertEquals((await bench.download()).attempts, 2);
  assertEquals(rangesAsked(bench), [CONTINUED, ANEW]);
  assertDownloaded(bench);
});

Deno.test("downloadDump() keeps the part when the server is out of order for a while", async () => {
  await using bench = await setUpPart(status(503), status(503));
  await failureOf(bench, { policy: { tries: 2 } });
  await bench.download();
  assertEquals(rangesAsked(bench), [CONTINUED, CONTINUED, CONTINUED]);
  assertDownloaded(bench);
});

for (
  const text of [
    "",
    "null",
    "[]",
    '{"url":',
    JSON.stringify({ url: "URL" }),
    JSON.stringify({ url: "URL", validator: 'W/"weak"' }),
    JSON.stringify({ url: "URL", validator: '"a"\r\nX-Injected: 1' }),
    JSON.stringify({ url: "http://elsewhere.example/", validator: ETAG }),
    JSON.stringify({ url: "URL", validator: ETAG, filling: " ".repeat(70_000) }),
  ]
) {
  Deno.test(`downloadDump() begins anew when a part is said to come from ${text.slice(0, 70)}`, async () => {
    await using bench = await setUpPart();
    const origin = text.replace("URL", `${bench.server.baseUrl}/${HOUR.urlPath}`);
    await Deno.writeTextFile(`${bench.path}.part.json`, origin);
    await bench.download();
    assertEquals(rangesAsked(bench), [ANEW]);
    assertDownloaded(bench);
  });
}

for (const suffix of ["", ".part", ".part.json"]) {
  Deno.test(`downloadDump() follows no link at NAME.gz${suffix}`, async () => {
    await using bench = await setUpPart();
    const target = await Deno.makeTempFile();
    await Deno.writeTextFile(target, JSON.stringify({ url: bench.server.baseUrl, validator: ETAG }));
    const before = await Deno.readTextFile(target);
    await Deno.remove(bench.path + suffix).catch(() => {});
    await Deno.symlink(target, bench.path + suffix);
    await bench.download();
    assertDownloaded(bench);
    assertEquals(await Deno.readTextFile(target), before);
    await Deno.remove(target);
  });
}

Deno.test("reopenPart() refuses a part that has become a link", async () => {
  await using bench = await setUpPart();
  await Deno.rename(`${bench.path}.part`, `${bench.path}.moved`);
  await Deno.symlink(`${bench.path}.moved`, `${bench.path}.part`);
  await assertRejects(() => reopenPart(bench.path), Error, "not a regular file");
});

Deno.test("discardDump() removes the dump, its part and what is known of it, and nothing else", async () => {
  await using bench = await setUpPart();
  await Deno.writeFile(bench.path, DUMP);
  await Deno.writeTextFile(`${bench.tmpDir}/other.gz`, "");
  await discardDump(HOUR, bench.tmpDir);
  assertEquals(bench.filesInTmp(), ["other.gz"]);
  await discardDump(HOUR, bench.tmpDir);
});
