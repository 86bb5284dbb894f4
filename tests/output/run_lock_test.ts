import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { ExitCode } from "../../lib/exit_code.ts";
import { RunFailure } from "../../lib/failure.ts";
import { lockFolders, type LockOptions } from "../../lib/output/run_lock.ts";
import { scratchFolder } from "../support/scratch_folder.ts";
import { until } from "../support/until.ts";

const LOCK = ".wikitop.lock";

function options(changes: Partial<LockOptions> = {}): LockOptions {
  return { wait: false, signal: new AbortController().signal, onWait: () => {}, ...changes };
}

async function assertLocked(folder: string): Promise<RunFailure> {
  const failure = await assertRejects(() => lockFolders([folder], options()), RunFailure);
  assertEquals(failure.exitCode, ExitCode.Locked);
  return failure;
}

Deno.test("lockFolders() keeps others out of every folder, and leaves no trace afterwards", async () => {
  using a = scratchFolder();
  using b = scratchFolder();
  {
    await using _lock = await lockFolders([a.path, b.path], options());
    await assertLocked(a.path);
    await assertLocked(b.path);
  }
  assertEquals([a.names(), b.names()], [[], []]);
  await using _again = await lockFolders([b.path, a.path], options());
});

Deno.test("lockFolders() says which process on which machine holds a folder, since when, and what to do", async () => {
  using folder = scratchFolder();
  await using _lock = await lockFolders([folder.path], options());
  const { message } = await assertLocked(folder.path);
  assertStringIncludes(message, `"${folder.path}" is in use by the run with process id ${Deno.pid} on `);
  assertStringIncludes(message, ` on ${Deno.hostname()}, since `);
  assertMatch(message, /since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ; .*--wait-lock$/);
});

Deno.test("lockFolders() locks a folder once that is given twice, be it under another name", async () => {
  using folder = scratchFolder();
  Deno.mkdirSync(folder.join("real"));
  Deno.symlinkSync(folder.join("real"), folder.join("link"));
  await using _lock = await lockFolders([folder.join("real"), folder.join("link")], options());
  await assertLocked(folder.join("real"));
});

Deno.test("lockFolders() holds no folder when it cannot have all", async () => {
  using a = scratchFolder();
  using b = scratchFolder();
  for (const [held, other] of [[a, b], [b, a]]) {
    await using _held = await lockFolders([held.path], options());
    await assertRejects(() => lockFolders([a.path, b.path], options()), RunFailure);
    assertEquals([held.names(), other.names()], [[LOCK], []]);
  }
});

Deno.test("lockFolders() takes over the lock of a run that died", async () => {
  using folder = scratchFolder();
  Deno.writeTextFileSync(folder.join(LOCK), "what a dead run left".repeat(99));
  {
    await using _lock = await lockFolders([folder.path], options());
    assertEquals(JSON.parse(Deno.readTextFileSync(folder.join(LOCK))).pid, Deno.pid);
    await assertLocked(folder.path);
  }
  assertEquals(folder.names(), []);
});

Deno.test("lockFolders() waits for the other run when asked to, and tells once for whom", async () => {
  using folder = scratchFolder();
  const messages: string[] = [];
  const first = await lockFolders([folder.path], options());
  const waiting = lockFolders([folder.path], options({ wait: true, onWait: (text) => messages.push(text) }));
  await until(() => messages.length > 0, "the second to wait");
  await first[Symbol.asyncDispose]();
  await using _second = await waiting;
  assertEquals(messages.length, 1);
  assertStringIncludes(messages[0], `process id ${Deno.pid}`);
  await assertLocked(folder.path);
});

Deno.test("lockFolders() ends its wait with the signal's reason", async () => {
  using folder = scratchFolder();
  await using _first = await lockFolders([folder.path], options());
  const controller = new AbortController();
  const onWait = (): void => controller.abort(new Error("stop"));
  const waiting = lockFolders([folder.path], options({ wait: true, signal: controller.signal, onWait }));
  await assertRejects(() => waiting, Error, "stop");
});

Deno.test("lockFolders() lets one in at a time when many wait", async () => {
  using folder = scratchFolder();
  let [inside, most, done] = [0, 0, 0];
  await Promise.all(Array.from({ length: 4 }, async () => {
    await using _lock = await lockFolders([folder.path], options({ wait: true }));
    most = Math.max(most, ++inside);
    await new Promise((resolve) => setTimeout(resolve, 0));
    inside--;
    done++;
  }));
  assertEquals([most, done], [1, 4]);
});

Deno.test("lockFolders() holds nothing that comes later while it waits, whatever the order", async () => {
  using folder = scratchFolder();
  const [a, b] = ["a", "b"].map((name) => folder.join(name));
  for (const path of [a, b]) Deno.mkdirSync(path);
  const first = await lockFolders([a], options());
  const { promise: waits, resolve: onWait } = Promise.withResolvers<string>();
  const waiting = lockFolders([b, a], options({ wait: true, onWait }));
  assertStringIncludes(await waits, `"${a}"`);
  await (await lockFolders([b], options()))[Symbol.asyncDispose]();
  await first[Symbol.asyncDispose]();
  await using _second = await waiting;
});

Deno.test("lockFolders() does not take the file of a run that ends for its own", async () => {
  using folder = scratchFolder();
  const { tryLock } = Deno.FsFile.prototype;
  Deno.FsFile.prototype.tryLock = function (...args): Promise<boolean> {
    Deno.FsFile.prototype.tryLock = tryLock;
    Deno.removeSync(folder.join(LOCK));
    return tryLock.apply(this, args);
  };
  await using _lock = await lockFolders([folder.path], options({ wait: true }));
  assertEquals(folder.names(), [LOCK]);
  await assertLocked(folder.path);
});

Deno.test("lockFolders() says that another run is there when its lock tells nothing sensible", async () => {
  using folder = scratchFolder();
  await using _lock = await lockFolders([folder.path], options());
  for (const content of ["", "{", "null", "7", '{"host":"x"}', "x".repeat(100_000)]) {
    Deno.writeTextFileSync(folder.join(LOCK), content);
    assertStringIncludes((await assertLocked(folder.path)).message, "in use by another run; ");
  }
});

Deno.test("lockFolders() refuses what is not a regular file in its place, and leaves a link's target alone", async () => {
  using folder = scratchFolder();
  Deno.writeTextFileSync(folder.join("target"), "precious");
  const plants = [
    () => Deno.symlinkSync(folder.join("target"), folder.join(LOCK)),
    () => Deno.symlinkSync(folder.join("nowhere"), folder.join(LOCK)),
    () => Deno.mkdirSync(folder.join(LOCK)),
  ];
  for (const plant of plants) {
    plant();
    const failure = await assertRejects(() => lockFolders([folder.path], options()), RunFailure);
    assertEquals(failure.exitCode, ExitCode.InputOutput);
    assertStringIncludes(failure.message, `"${folder.join(LOCK)}"`);
    assertEquals(folder.names(), [LOCK, "target"]);
    assertEquals(Deno.readTextFileSync(folder.join("target")), "precious");
    Deno.removeSync(folder.join(LOCK));
  }
});

Deno.test("lockFolders() gives up its own lock alone when somebody has cleared the folder", async () => {
  using folder = scratchFolder();
  const first = await lockFolders([folder.path], options());
  Deno.removeSync(folder.join(LOCK));
  await using _second = await lockFolders([folder.path], options());
  await first[Symbol.asyncDispose]();
  await assertLocked(folder.path);
});
