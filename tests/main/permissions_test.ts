import { assertEquals, assertMatch, assertNotEquals, assertStringIncludes } from "@std/assert";
import { scratchCheckout } from "../support/scratch_checkout.ts";
import { resultName, setUpWikitop, type WikitopRun } from "../support/wikitop_process.ts";

const TEXT = "de A 2 0\nen B 1 0\nen Foo\n";
const RESULT = "domain_code\tpage_title\tcount_views\nde\tA\t2\nen\tB\t1\n";
const WIKIMEDIA = "dumps.wikimedia.org";
const TO_FILES = ["--log-file", "wikitop.log", "--report", "results/report.json"];

/** The permissions of the task `run`, each as `--allow-read=tmp`. */
async function permissionsOfTask(): Promise<string[]> {
  const { tasks } = JSON.parse(await Deno.readTextFile(new URL("../../deno.json", import.meta.url)));
  const [deno, run, noPrompt, memory, ...rest] = tasks.run.command.split(" ");
  assertEquals([deno, run, noPrompt, rest.pop()], ["deno", "run", "--no-prompt", "main.ts"]);
  assertEquals(memory, "--v8-flags=--optimize-for-size");
  return rest.flatMap((flag: string) => {
    const [name, values] = flag.split("=");
    assertNotEquals(values, undefined, `${flag} allows everything`);
    return values.split(",").map((value) => `${name}=${value}`);
  });
}

/** A checkout, and a way to run it as the task does, but with a server on loopback for Wikimedia's. */
async function setUpTask(): Promise<
  AsyncDisposable & {
    readonly run: (args: readonly string[], permissions?: readonly string[]) => Promise<WikitopRun>;
    readonly read: (path: string) => Promise<string>;
    /** Removes what runs have written. */
    readonly clear: () => Promise<void>;
  }
> {
  const checkout = scratchCheckout();
  const bench = setUpWikitop([TEXT, undefined], { cwd: checkout.path });
  const all = await permissionsOfTask();
  const { host } = new URL(bench.server.baseUrl);
  const hours = [...bench.argv.slice(0, 4), "--max-malformed", "50"];
  return {
    run: (args, permissions = all) => {
      const flags = permissions.map((permission) => permission.replace(WIKIMEDIA, host));
      return bench.runBare([...hours, ...args], { flags, main: "main.ts" });
    },
    read: (path) => Deno.readTextFile(checkout.join(path)),
    clear: async () => {
      for (const name of ["tmp", "results", "wikitop.log"]) {
        await Deno.remove(checkout.join(name), { recursive: true }).catch(() => {});
      }
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await bench[Symbol.asyncDispose]();
      checkout[Symbol.dispose]();
    },
  };
}

Deno.test("the task `run` holds these permissions, and no more", async () => {
  assertEquals(await permissionsOfTask(), [
    "--allow-net=dumps.wikimedia.org",
    "--allow-env=WIKITOP_CONTACT",
    "--allow-sys=hostname",
    "--allow-sys=statfs",
    "--allow-read=tmp",
    "--allow-read=results",
    "--allow-read=blacklist_domains_and_pages",
    "--allow-read=lib",
    "--allow-read=workers",
    "--allow-write=tmp",
    "--allow-write=results",
    "--allow-write=wikitop.log",
  ]);
});

Deno.test("wikitop does all that is documented under the permissions of the task `run`", async () => {
  await using task = await setUpTask();
  const first = await task.run(TO_FILES);
  assertEquals(first.code, 0, first.stderr);
  assertEquals(await task.read(`results/${resultName()}`), RESULT);
  assertEquals(JSON.parse(await task.read("results/report.json")).totals.hours.done, 1);
  assertStringIncludes(await task.read("wikitop.log"), "line malformed");
  const ways: readonly (readonly string[])[] = [
    [],
    ["--force"],
    ["--force", "--keep-dumps", "--engine", "streams", "--workers", "1"],
    ["--force"],
    ["--refresh", "--wait-lock"],
    ["--format", "csv", "--progress", "bar"],
    ["--format", "json", "--quiet"],
    ["--format", "ndjson", "--top", "1", "--domains", "en*", "--contact", "me@example.org"],
    ["--every", "all"],
    ["--group", "project", "--force"],
    ["--dry-run"],
    ["--help"],
    ["--version"],
    ["--blacklist", "blacklist_domains_and_pages", "--missing", "skip", "--fail-fast"],
  ];
  for (const args of ways) {
    const { code, stderr } = await task.run(args);
    assertEquals(code, 0, `${args}: ${stderr}`);
  }
  assertEquals((await task.run(["--force", "--missing", "fail"])).code, 75);
  assertEquals(await task.read(`results/${resultName()}`), RESULT);
});

Deno.test("wikitop needs each of the permissions of the task `run`", async () => {
  await using task = await setUpTask();
  const all = await permissionsOfTask();
  for (const permission of all) {
    await task.clear();
    const args = permission.endsWith("statfs") ? [...TO_FILES, "--every", "all"] : TO_FILES;
    const { code, stderr } = await task.run(args, all.filter((other) => other !== permission));
    assertNotEquals(code, 0, permission);
    assertMatch(stderr, /Requires (net|env|sys|read|write) access to /, permission);
  }
});

Deno.test("wikitop takes the contact from the environment into the User-Agent", async () => {
  await using bench = setUpWikitop([TEXT]);
  await bench.run([], { env: { WIKITOP_CONTACT: "ops@example.org" } });
  const [{ headers }] = bench.server.requests;
  assertMatch(headers.get("user-agent")!, /^wikitop\/\d+\.\d+\.\d+ \(ops@example\.org\) deno\/\d/);
});
