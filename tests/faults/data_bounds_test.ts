import { assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import { concat } from "@std/bytes/concat";
import { constants, deflateRawSync } from "node:zlib";
import { assertEnd } from "../support/run_assertions.ts";
import { gzip, resultName, setUpWikitop } from "../support/wikitop_process.ts";

const ENGINES = ["bytes", "streams"];
const MB = 1_000_000;

/** What the whole process stays below whatever a dump holds; an hour of three lines needs some 75 MB. */
const MEMORY_BOUND = 256 * MB;

/**
 * That an hour fails because its dump is beyond bounds, and that it took no more memory than it may. The process is
 * looked at when it asks for the dump a second time, after it has rejected the first.
 */
async function assertRejected(dump: Uint8Array, engine: string, reason: string): Promise<void> {
  let pid = 0;
  let peakBytes = 0;
  await using bench = setUpWikitop([dump], {
    fault: (_request, index) => {
      if (index === 1) peakBytes = peakMemory(pid);
      return undefined;
    },
  });
  const run = await bench.run(["--engine", engine], { onStart: (id) => pid = id });
  assertEnd(bench, run, { code: 65, hours: ["failed bad-data"], attempts: [2] });
  assertStringIncludes(String(run.report!.hours[0].message), reason);
  assertLess(peakBytes, MEMORY_BOUND);
}

/** The most memory that a process has had so far, in bytes; 0 where the system does not tell. */
function peakMemory(pid: number): number {
  if (Deno.build.os !== "linux") return 0;
  const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`))!;
  return Number(kilobytes) * 1024;
}

/** The start of a gzip file that inflates to so many megabytes of good lines; its end is never reached. */
function bomb(megabytes: number): Uint8Array {
  const lines = `en ${"A".repeat(992)} 1 0\n`.repeat(4000);
  const block = deflateRawSync(lines, { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  const header = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
  return concat([header, ...Array.from({ length: megabytes / 4 }, () => new Uint8Array(block))]);
}

for (const engine of ENGINES) {
  for (const megabytes of [200, 4000]) {
    Deno.test(`wikitop --engine ${engine} stops a bomb of ${megabytes} MB early, in bounded memory`, async () => {
      await assertRejected(bomb(megabytes), engine, "it comes to more than 100 times its size");
    });
  }

  Deno.test(`wikitop --engine ${engine} stops at a line of a gigabyte, in bounded memory`, async () => {
    const line = gzip(new Uint8Array(64 * MB).fill(0x61));
    const lines = concat(Array.from({ length: 16 }, () => line));
    await assertRejected(lines, engine, "Cannot rank line 1: it is longer than 65536 bytes");
  });

  Deno.test(`wikitop --engine ${engine} stops at a million domain codes, in bounded memory`, async () => {
    const lines = Array.from({ length: MB }, (_, index) => `d${index} A 1 0\n`);
    await assertRejected(gzip(lines.join("")), engine, "Cannot rank a dump of more than 100000 domain codes");
  });

  Deno.test(`wikitop --engine ${engine} takes a domain code of 60 KB for a malformed line`, async () => {
    await using bench = setUpWikitop([`${"d".repeat(60_000)} A 1 0\n` + "en A 1 0\n".repeat(99)]);
    const run = await bench.run(["--engine", engine, "--top", "1"]);
    assertEnd(bench, run, {
      code: 0,
      hours: ["done"],
      attempts: [1],
      results: { [resultName()]: "domain_code\tpage_title\tcount_views\nen\tA\t1\n" },
    });
    const [{ properties }] = run.log.filter(({ message }) => message === "line malformed");
    assertStringIncludes(
      String(properties.reason),
      "domain_code is not of 1 to 255 printable ASCII characters",
    );
    assertEquals(String(properties.excerpt).length, 200);
  });
}
