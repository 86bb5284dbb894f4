import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { RunFailure } from "../../lib/failure.ts";
import { assertDownloaded, failureOf, HOUR, setUpDownload } from "../support/download_setup.ts";
import type { DownloadBench } from "../support/download_setup.ts";
import { cutAfter, sendDump, startDumpServer, status } from "../support/dump_server.ts";
import type { Answer, DumpServer } from "../support/dump_server.ts";

/** Servers that always give the same answer; each lies before the next in the order of mirrors. */
function setUpMirrors(...answers: Answer[]): DownloadBench & { readonly mirrors: DumpServer[] } {
  const bench = setUpDownload();
  const { dumps } = bench;
  const mirrors = answers.map((answer) => startDumpServer({ dumps, fault: () => answer }));
  const baseUrls = mirrors.map(({ baseUrl }) => baseUrl);
  return {
    ...bench,
    mirrors,
    download: (changes) => bench.download({ baseUrls, ...changes }),
    async [Symbol.asyncDispose](): Promise<void> {
      for (const mirror of mirrors) await mirror[Symbol.asyncDispose]();
      await bench[Symbol.asyncDispose]();
    },
  };
}

for (
  const [what, answer, requests] of [
    ["lacks the hour", status(404), 1],
    ["fails", status(503), 5],
    ["refuses this client", status(403), 1],
    ["redirects", status(301, { Location: "/elsewhere" }), 1],
    ["asks to wait too long", status(429, { "Retry-After": 86_400 }), 1],
    ["sends web pages", status(200, {}, "<h1>Sorry</h1>"), 5],
    ["breaks off every time", cutAfter(1000), 5],
  ] as const
) {
  Deno.test(`downloadDump() goes on to the next mirror when one ${what}`, async () => {
    await using bench = setUpMirrors(answer, sendDump, sendDump);
    const result = await bench.download();
    const source = `${bench.mirrors[1]!.baseUrl}/${HOUR.urlPath}`;
    assertEquals(result.status === "ready" && [result.source, result.attempts], [source, requests + 1]);
    assertEquals(bench.mirrors.map((mirror) => mirror.requests.length), [requests, 1, 0]);
    assertDownloaded(bench);
  });
}

Deno.test("downloadDump() asks the source of a rejected dump last, and first the one after it", async () => {
  const answers = [status(404), sendDump, status(404)];
  for (const [rejected, asked] of [[0, [0, 1, 0]], [1, [1, 1, 1]], [2, [1, 1, 0]]] as const) {
    await using bench = setUpMirrors(...answers);
    await bench.download({ rejectedSource: `${bench.mirrors[rejected]!.baseUrl}/${HOUR.urlPath}` });
    assertEquals(bench.mirrors.map((mirror) => mirror.requests.length), [...asked]);
    assertDownloaded(bench);
  }
});

Deno.test("downloadDump() tells of each mirror that it asks", async () => {
  await using bench = setUpMirrors(status(404), sendDump);
  await bench.download();
  assertEquals(
    bench.events.filter(({ type }) => type === "download-started"),
    bench.mirrors.map(({ baseUrl }) => ({
      type: "download-started" as const,
      hour: HOUR,
      url: `${baseUrl}/${HOUR.urlPath}`,
    })),
  );
});

Deno.test("downloadDump() does not continue one mirror's part from another mirror", async () => {
  await using bench = setUpMirrors(cutAfter(1000), sendDump);
  await bench.download({ policy: { tries: 1 } });
  assertEquals(bench.mirrors[1]!.requests[0]!.headers.get("range"), null);
  assertDownloaded(bench);
});

Deno.test("downloadDump() tells a missing hour when every mirror lacks it", async () => {
  await using bench = setUpMirrors(status(404), status(404));
  assertEquals(await bench.download(), { status: "missing", reason: "gap", attempts: 2 });
});

Deno.test("downloadDump() fails, and does not tell a missing hour, when a mirror that fails might have it", async () => {
  await using failsFirst = setUpMirrors(status(503), status(404));
  assertEquals((await failureOf(failsFirst)).reason, "unreachable");
  await using failsLast = setUpMirrors(status(404), status(503));
  assertEquals((await failureOf(failsLast)).reason, "unreachable");
});

Deno.test("downloadDump() ends the run when every mirror refuses this client", async () => {
  await using bench = setUpMirrors(status(403), status(403));
  await assertRejects(() => bench.download(), RunFailure, bench.mirrors[0]!.baseUrl);
});

Deno.test("downloadDump() fails the hour alone when only some mirrors refuse this client", async () => {
  await using lacking = setUpMirrors(status(403), status(404));
  const failure = await failureOf(lacking);
  assertEquals(failure.reason, "refused");
  assertStringIncludes(failure.message, "--contact");
  await using failing = setUpMirrors(status(403), status(503));
  assertEquals((await failureOf(failing)).reason, "unreachable");
});
