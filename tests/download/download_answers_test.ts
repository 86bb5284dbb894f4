import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { ExitCode } from "../../lib/exit_code.ts";
import { RunFailure } from "../../lib/failure.ts";
import { assertDownloaded, failureOf, HOUR, setUpDownload, USER_AGENT } from "../support/download_setup.ts";
import { cutAfter, inOrder, status } from "../support/dump_server.ts";
import { SELF_SIGNED } from "../support/self_signed_certificate.ts";

Deno.test("downloadDump() gives up after a bounded number of tries when the server answers 503 for ever", async () => {
  await using bench = setUpDownload({ fault: () => status(503) });
  const failure = await failureOf(bench, { policy: { random: () => 0.5 } });
  assertEquals(failure.reason, "unreachable");
  assertStringIncludes(failure.message, "503");
  assertEquals(bench.server.requests.length, 5);
  assertEquals(bench.waits, [500, 1000, 2000, 4000]);
  assertEquals(bench.filesInTmp(), []);
});

Deno.test("downloadDump() does not try again before Retry-After when it is given in seconds", async () => {
  await using bench = setUpDownload({ fault: inOrder(status(429, { "Retry-After": 5 })) });
  await bench.download({ policy: { random: () => 0.999 } });
  assertEquals(bench.waits, [5000]);
  assertDownloaded(bench);
});

Deno.test("downloadDump() does not try again before Retry-After when it is a date", async () => {
  const date = "Wed, 01 Jan 2020 10:00:30 GMT";
  await using bench = setUpDownload({ fault: inOrder(status(503, { "Retry-After": date })) });
  await bench.download({ policy: { now: () => Temporal.Instant.from("2020-01-01T10:00Z") } });
  assertEquals(bench.waits, [30_000]);
});

for (const value of ["Wed, 01 Jan 2020 10:00:00 GMT", "-5", "soon", "0x10", "1e3", ""]) {
  Deno.test(`downloadDump() backs off as usual when Retry-After is ${JSON.stringify(value)}`, async () => {
    await using bench = setUpDownload({ fault: inOrder(status(503, { "Retry-After": value })) });
    await bench.download({
      policy: { random: () => 0.25, now: () => Temporal.Instant.from("2020-01-01T10:00:05Z") },
    });
    assertEquals(bench.waits, [250]);
  });
}

for (const value of ["31536000", "Fri, 01 Jan 2021 10:00:00 GMT", "9".repeat(400)]) {
  Deno.test(`downloadDump() gives up at once when Retry-After is ${value.slice(0, 30)}, too long`, async () => {
    await using bench = setUpDownload({ fault: inOrder(status(429, { "Retry-After": value })) });
    const failure = await failureOf(bench, {
      policy: { now: () => Temporal.Instant.from("2020-01-01T10:00Z") },
    });
    assertEquals(failure.reason, "asked-to-wait");
    assertEquals(bench.server.requests.length, 1);
    assertEquals(bench.waits, []);
  });
}

Deno.test("downloadDump() gives up when several waits together are too long", async () => {
  await using bench = setUpDownload({ fault: () => status(503, { "Retry-After": 250 }) });
  assertEquals((await failureOf(bench)).reason, "asked-to-wait");
  assertEquals(bench.waits, [250_000, 250_000]);
});

Deno.test("downloadDump() ends the run at once and names --contact when the server refuses this client", async () => {
  await using bench = setUpDownload({ fault: () => status(403) });
  const failure = await assertRejects(() => bench.download(), RunFailure, "--contact");
  assertEquals(failure.exitCode, ExitCode.Refused);
  assertEquals(bench.server.requests.length, 1);
});

Deno.test("downloadDump() sends GETs with the given User-Agent and nothing but, retries included", async () => {
  await using bench = setUpDownload({ fault: inOrder(status(503), cutAfter(1000), status(416)) });
  await bench.download();
  assertEquals(
    bench.server.requests.map(({ method, headers }) => [method, headers.get("user-agent")]),
    Array(4).fill(["GET", USER_AGENT]),
  );
});

for (
  const [now, reason] of [["2020-01-03T07:59:59Z", "not-yet-published"], [
    "2020-01-03T08:00Z",
    "gap",
  ]] as const
) {
  Deno.test(`downloadDump() tells a missing hour as ${reason} when it is ${now}`, async () => {
    await using bench = setUpDownload({ dumps: new Map() });
    const result = await bench.download({ policy: { now: () => Temporal.Instant.from(now) } });
    assertEquals(result, { status: "missing", reason, attempts: 1 });
    assertEquals(bench.events.at(-1), { type: "download-ended", hour: HOUR, bytes: 0 });
    assertEquals(bench.filesInTmp(), []);
  });
}

for (const code of [408, 429, 500, 502, 503, 504]) {
  Deno.test(`downloadDump() tries again when the server answers ${code}`, async () => {
    await using bench = setUpDownload({ fault: inOrder(status(code)) });
    assertEquals((await bench.download()).attempts, 2);
    assertDownloaded(bench);
  });
}

for (const code of [400, 401, 410, 451, 501, 204]) {
  Deno.test(`downloadDump() fails without a second try when the server answers ${code}`, async () => {
    await using bench = setUpDownload({ fault: () => status(code) });
    assertEquals((await failureOf(bench)).reason, "refused");
    assertEquals(bench.server.requests.length, 1);
  });
}

Deno.test("downloadDump() tells a missing hour when a 404 follows a 429", async () => {
  await using bench = setUpDownload({ dumps: new Map(), fault: inOrder(status(429)) });
  const result = await bench.download();
  assertEquals([result.status, result.attempts], ["missing", 2]);
});

Deno.test("downloadDump() tries again when the server cannot be found", async () => {
  await using bench = setUpDownload();
  const tooLongForDns = `http://${"x".repeat(64)}.test`;
  const failure = await failureOf(bench, { baseUrls: [tooLongForDns], policy: { tries: 3 } });
  assertEquals(failure.reason, "unreachable");
  assertEquals(bench.waits.length, 2);
});

Deno.test("downloadDump() tries again when the connection is refused", async () => {
  await using bench = setUpDownload();
  const closed = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  closed.close();
  const failure = await failureOf(bench, {
    baseUrls: [`http://127.0.0.1:${closed.addr.port}`],
    policy: { tries: 3 },
  });
  assertEquals(failure.reason, "unreachable");
  assertEquals(bench.waits.length, 2);
});

Deno.test("downloadDump() tries again when the connection is reset", async () => {
  await using bench = setUpDownload();
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const resetting = (async () => {
    for (let connections = 0; connections < 3; connections++) {
      using connection = await listener.accept();
      await connection.read(new Uint8Array(1)); // a close with unread bytes is a reset
    }
  })();
  const failure = await failureOf(bench, {
    baseUrls: [`http://127.0.0.1:${listener.addr.port}`],
    policy: { tries: 3 },
  });
  await resetting;
  assertEquals(failure.reason, "unreachable");
  assertEquals(bench.waits.length, 2);
});

Deno.test("downloadDump() fails without a second try when the certificate cannot be trusted", async () => {
  await using bench = setUpDownload();
  let requests = 0;
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => undefined, ...SELF_SIGNED },
    () => new Response(`${++requests}`),
  );
  const failure = await failureOf(bench, { baseUrls: [`https://127.0.0.1:${server.addr.port}`] });
  assertEquals(failure.reason, "refused");
  assertStringIncludes(failure.message, "certificate");
  assertEquals([bench.waits.length, requests], [0, 0]);
});

for (
  const location of ["http://other.example/x.gz", "https://dumps.example/x.gz", "file:///etc/passwd", "?loop"]
) {
  Deno.test(`downloadDump() fails without a second try when redirected to ${location}`, async () => {
    await using bench = setUpDownload({ fault: () => status(302, { Location: location }) });
    const failure = await failureOf(bench);
    assertEquals(failure.reason, "refused");
    assertStringIncludes(failure.message, "302");
    assertEquals(bench.server.requests.length, 1);
    assertEquals(bench.filesInTmp(), []);
  });
}
