import {
  assertEquals,
  assertGreater,
  assertGreaterOrEqual,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { dumpHour } from "../../lib/hours.ts";
import { cutAfter, head, inOrder, sendNothing, startDumpServer, status } from "../support/dump_server.ts";
import { assertEnd } from "../support/run_assertions.ts";
import { SELF_SIGNED } from "../support/self_signed_certificate.ts";
import { dumpName, gzip, resultName, setUpWikitop } from "../support/wikitop_process.ts";

const HEADER = "domain_code\tpage_title\tcount_views\n";
const TEXT = "en A 1 0\nen B 3 0\n";
const RESULT = `${HEADER}en\tB\t3\nen\tA\t1\n`;
const DONE = { code: 0, hours: ["done"], results: { [resultName()]: RESULT } };

Deno.test("wikitop keeps to three connections, retries included, where a fourth would be refused", async () => {
  const texts = Array.from({ length: 12 }, () => TEXT);
  await using bench = setUpWikitop(texts, {
    maxConnections: 3,
    bytesPerSecond: 1000,
    fault: (_request, index) => index % 5 === 0 ? status(503) : undefined,
  });
  const run = await bench.run(["--workers", "4"]);
  assertEquals(run.code, 0, run.stderr);
  assertEquals(run.report!.totals.hours.done, 12);
  assertEquals(bench.server.maxInFlight, 3);
  const retries = run.log.filter(({ message }) => message === "download retried");
  const waits = retries.map(({ properties }) => Number(properties.wait_ms));
  assertGreater(waits.length, 2);
  assertEquals(new Set(waits).size, waits.length, "waits that do not vary");
  assertGreater(Math.min(...waits), 0);
});

Deno.test("wikitop gives up with 75 after a bounded number of tries when the server stays out of order", async () => {
  await using bench = setUpWikitop([TEXT], { fault: () => status(503) });
  const run = await bench.run(["--tries", "3"]);
  assertEnd(bench, run, { code: 75, hours: ["failed unreachable"], attempts: [3] });
  assertEquals(run.log.filter(({ message }) => message === "download retried").length, 2);
  assertStringIncludes(run.stderr, "the server answered 503; gave up after 3 tries");
});

Deno.test("wikitop does not come back before Retry-After", async () => {
  const times: number[] = [];
  await using bench = setUpWikitop([TEXT], {
    fault: (_request, index) => {
      times.push(performance.now());
      return index === 0 ? status(429, { "Retry-After": 2 }) : undefined;
    },
  });
  assertEnd(bench, await bench.run(), { ...DONE, attempts: [2] });
  assertGreaterOrEqual(times[1] - times[0], 2000);
});

Deno.test("wikitop gives up at once with 75 when it is asked to wait for a year", async () => {
  for (const wait of [366 * 86_400, "Fri, 31 Dec 9999 23:59:59 GMT"]) {
    await using bench = setUpWikitop([TEXT], { fault: () => status(429, { "Retry-After": wait }) });
    assertEnd(bench, await bench.run(), { code: 75, hours: ["failed asked-to-wait"], attempts: [1] });
  }
});

Deno.test("wikitop ends with 69 without another try, and names --contact, when the server refuses it", async () => {
  await using bench = setUpWikitop([TEXT, TEXT, TEXT, TEXT, TEXT], { fault: () => status(403) });
  const run = await bench.run(["--downloads", "1"]);
  assertEquals(run.code, 69);
  assertMatch(run.stderr, /^wikitop: Cannot download .*\(403\); say how to reach you with --contact$/m);
  assertEquals(run.report!.exit_code, 69);
  assertEquals(run.report!.hours.map(({ status }) => status), Array(5).fill("stopped"));
  assertStringIncludes(run.report!.error!, "--contact");
  const [failure] = run.log.filter(({ message }) => message === "run failed");
  assertEquals([failure.level, failure.properties.exit_code], ["ERROR", 69]);
  assertEquals(bench.server.requests.length, 1);
  assertEquals([bench.results(), bench.filesInTmp()], [{}, []]);
});

Deno.test("wikitop sends its own User-Agent with each request, and no other", async () => {
  await using bench = setUpWikitop([TEXT, undefined], {
    fault: ({ path, method, headers }) =>
      path.includes("-080000") && method === "GET" && !headers.has("range") ? cutAfter(10) : undefined,
  });
  for (const args of [[], ["--refresh"]]) {
    assertEquals((await bench.run([...args, "--contact", "me@example.org"])).code, 0);
  }
  const { requests } = bench.server;
  assertEquals(requests.map(({ method }) => method).sort(), ["GET", "GET", "GET", "GET", "HEAD"]);
  assertEquals(requests.filter(({ headers }) => headers.has("range")).length, 1);
  for (const { headers } of bench.server.requests) {
    assertMatch(headers.get("user-agent")!, /^wikitop\/\d+\.\d+\.\d+ \(me@example\.org\) deno\/\d[\d.]*$/);
  }
});

Deno.test("wikitop tells a gap from an hour that is not published yet, and neither from one without views", async () => {
  await using bench = setUpWikitop([]);
  const recent = dumpHour(Temporal.Now.instant().subtract({ hours: 3 })).time;
  for (const [hour, reason] of [["2020-01-01T08:00Z", "gap"], [recent, "not-yet-published"]]) {
    const run = await bench.runBare([hour, ...bench.argv.slice(2)]);
    assertEquals(run.code, 0, run.stderr);
    const [{ status, lines, domains, result, attempts, ...rest }] = run.report!.hours;
    assertEquals([rest.hour, status, rest.reason, attempts], [hour, "missing", reason, 1]);
    assertEquals([lines, domains, result], [null, 0, null]);
    assertEquals(bench.results(), {});
  }
});

Deno.test("wikitop tries again when a server is out of order in one of many ways", async () => {
  const statuses = [408, 500, 502, 504];
  await using bench = setUpWikitop(statuses.map(() => TEXT), {
    fault: ({ path }, index) => {
      const later = Number(path.slice(-9, -7)) - 8;
      return index < statuses.length ? status(statuses[later]) : undefined;
    },
  });
  const run = await bench.run(["--downloads", "4"]);
  assertEnd(bench, run, {
    code: 0,
    hours: statuses.map(() => "done"),
    attempts: statuses.map(() => 2),
    results: Object.fromEntries(statuses.map((_, later) => [resultName(later), RESULT])),
  });
});

Deno.test("wikitop stops at a 404 that follows a 429", async () => {
  await using bench = setUpWikitop([undefined], { fault: inOrder(status(429)) });
  assertEnd(bench, await bench.run(), { code: 0, hours: ["missing gap"], attempts: [2] });
});

Deno.test("wikitop tries again, and gives up with 75, when a server hangs up without an answer", async () => {
  await using bench = setUpWikitop([TEXT], { fault: () => () => Promise.resolve() });
  assertEnd(bench, await bench.run(["--tries", "2"]), {
    code: 75,
    hours: ["failed unreachable"],
    attempts: [2],
  });
});

Deno.test("wikitop fails an hour at once with 69 when the certificate cannot be trusted", async () => {
  let requests = 0;
  await using bench = setUpWikitop([TEXT]);
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {}, ...SELF_SIGNED },
    () => new Response(`${++requests}`),
  );
  const run = await bench.runBare(bench.argv.with(3, `https://127.0.0.1:${server.addr.port}`));
  assertEquals([run.code, run.report!.exit_code], [69, 69], run.stderr);
  const [{ status, reason, attempts, message }] = run.report!.hours;
  assertEquals([status, reason, attempts, requests], ["failed", "refused", 1, 0]);
  assertMatch(String(message), /^Cannot trust the server of https:.*certificate/);
  assertEquals(run.log.at(-1)?.properties.reason, "refused");
  assertEquals([bench.results(), bench.filesInTmp()], [{}, []]);
});

Deno.test("wikitop tries again when a server is silent for longer than --idle-timeout", async () => {
  await using bench = setUpWikitop([TEXT], { fault: inOrder(sendNothing) });
  const run = await bench.run(["--idle-timeout", "1"]);
  assertEnd(bench, run, { ...DONE, attempts: [2] });
  const [retry] = run.log.filter(({ message }) => message === "download retried");
  assertEquals(retry.properties.reason, "Nothing came for 1 s");
});

Deno.test("wikitop continues a body that was cut or that stalled, and its result is that of a clean run", async () => {
  for (const stall of [false, true]) {
    await using bench = setUpWikitop([TEXT], { fault: inOrder(cutAfter(20, { stall })) });
    assertEnd(bench, await bench.run(["--idle-timeout", "1"]), { ...DONE, attempts: [2] });
    assertEquals(bench.server.requests[1].headers.get("range"), "bytes=20-");
    assertEquals(bench.filesInTmp(), []);
  }
});

Deno.test("wikitop fetches a dump once more when the server closes the connection in its middle without a word", async () => {
  const dump = gzip(TEXT);
  await using bench = setUpWikitop([TEXT], {
    fault: inOrder(async ({ send }) => {
      await send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
      await send(dump.slice(0, -5));
    }),
  });
  assertEnd(bench, await bench.run(), { ...DONE, attempts: [2] });
});

Deno.test("wikitop fails an hour with 65 when nothing or a web page comes in the place of a dump", async () => {
  const page = "<!DOCTYPE html><title>Sorry</title>";
  const answers = [status(200), status(200, { "Content-Type": "text/html" }, page), status(200, {}, page)];
  await using bench = setUpWikitop(answers.map(() => TEXT), {
    fault: ({ path }) => answers[Number(path.slice(-9, -7)) - 8],
  });
  assertEnd(bench, await bench.run(["--tries", "3"]), {
    code: 65,
    hours: answers.map(() => "failed bad-data"),
    attempts: answers.map(() => 3),
  });
  assertEquals(bench.filesInTmp(), []);
});

Deno.test("wikitop takes a dump that is served with a Content-Encoding as it is", async () => {
  for (const encoding of ["gzip", "x-gzip"]) {
    const dump = gzip(TEXT);
    await using bench = setUpWikitop([TEXT], {
      fault: () => async ({ send }) => {
        await send(head(200, { "Content-Encoding": encoding, "Content-Length": dump.length }));
        await send(dump);
      },
    });
    assertEnd(bench, await bench.run(), { ...DONE, attempts: [1] });
  }
});

Deno.test("wikitop rejects the prefix of a dump that is being published, and accepts the whole", async () => {
  const lines = Array.from({ length: 2000 }, (_, index) => `en Page_${index} ${index + 1} 0\n`).join("");
  const dump = gzip(lines);
  const prefix = dump.slice(0, 3 * dump.length >> 2);
  await using clean = setUpWikitop([dump]);
  await clean.run();
  await using bench = setUpWikitop([dump], {
    fault: inOrder((exchange) => status200(exchange.send, prefix)),
  });
  const run = await bench.run();
  assertEnd(bench, run, { code: 0, hours: ["done"], attempts: [2], results: clean.results() });
  assertEquals(run.log.filter(({ message }) => message === "dump rejected").length, 1);
  assertEquals(bench.server.requests.map(({ headers }) => headers.get("range")), [null, null]);
});

async function status200(
  send: (data: string | Uint8Array) => Promise<void>,
  body: Uint8Array,
): Promise<void> {
  await send(head(200, { "Content-Length": body.length, "ETag": '"prefix"' }));
  await send(body);
}

Deno.test("wikitop falls through to the next mirror when one lacks the hour or fails, and reports the source", async () => {
  for (const fault of [status(404), status(403), status(500)]) {
    await using mirror = startDumpServer({ dumps: new Map([[dumpName(), gzip(TEXT)]]) });
    await using bench = setUpWikitop([TEXT], { fault: () => fault });
    const { code, report, stderr } = await bench.run(["--base-url", mirror.baseUrl, "--tries", "1"]);
    assertEquals(code, 0, stderr);
    const [{ status, source, attempts }] = report!.hours;
    assertEquals([status, attempts], ["done", 2]);
    assertEquals(source, `${mirror.baseUrl}/2020/2020-01/${dumpName()}`);
    assertEquals(bench.results(), { [resultName()]: RESULT });
    assertEquals([bench.server.requests.length, mirror.requests.length], [1, 1]);
  }
});

Deno.test("wikitop fetches a dump that is rejected from the next mirror, where there is one", async () => {
  const dump = gzip(TEXT);
  const hours = [dump.slice(0, -1), dump.slice(0, -1), dump];
  for (const more of [[], ["--every", "all"]]) {
    const dumps = new Map([[dumpName(0), dump]]);
    await using mirror = startDumpServer({ dumps });
    await using bench = setUpWikitop(hours);
    const run = await bench.run([...more, "--base-url", mirror.baseUrl]);
    assertEquals(run.code, 3, run.stderr);
    const ends = run.report!.hours.map(({ status, reason, attempts }) => [status, reason, attempts]);
    assertEquals(ends, [["done", null, 2], ["failed", "bad-data", 3], ["done", null, 1]]);
    const sources = run.report!.hours.map(({ source }) => String(source).startsWith(mirror.baseUrl));
    assertEquals(sources, [true, false, false]);
    assertEquals([bench.server.requests.length, mirror.requests.length], [4, 2]);
    const rejected = run.log.filter(({ message }) => message === "dump rejected");
    assertEquals(rejected.length, 3);
    if (more.length === 0) {
      assertEquals(bench.results(), { [resultName(0)]: RESULT, [resultName(2)]: RESULT });
    }
  }
});
