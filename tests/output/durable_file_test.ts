import { assert, assertEquals, assertInstanceOf, assertMatch, assertRejects } from "@std/assert";
import { removeStaleTemporaries, temporaryPath, writeDurably } from "../../lib/output/durable_file.ts";
import { ExitCode } from "../../lib/exit_code.ts";
import { RunFailure } from "../../lib/failure.ts";
import { scratchFolder } from "../support/scratch_folder.ts";

/** Puts another method in the place of one until disposed of. */
function replaceMethod<T, K extends keyof T>(
  owner: T,
  name: K,
  replacement: (original: T[K]) => T[K],
): Disposable {
  const original = owner[name];
  owner[name] = replacement(original);
  return { [Symbol.dispose]: () => void (owner[name] = original) };
}

Deno.test("writeDurably() writes all pieces and leaves nothing else behind", async () => {
  using folder = scratchFolder();
  await writeDurably(folder.join("result.tsv"), ["é", "", "b".repeat(200_000)]);
  assertEquals(Deno.readTextFileSync(folder.join("result.tsv")), "é" + "b".repeat(200_000));
  assertEquals(folder.names(), ["result.tsv"]);
});

Deno.test("writeDurably() shows nothing under the final name while it writes", async () => {
  using folder = scratchFolder();
  Deno.writeTextFileSync(folder.join("result.tsv"), "old");
  const seen = new Set<string>();
  function* pieces(): Generator<string> {
    for (let block = 0; block < 4; block++) {
      yield "x".repeat(100_000);
      seen.add(Deno.readTextFileSync(folder.join("result.tsv")));
    }
  }
  await writeDurably(folder.join("result.tsv"), pieces());
  assertEquals([...seen], ["old"]);
  assertEquals(Deno.statSync(folder.join("result.tsv")).size, 400_000);
});

Deno.test("writeDurably() keeps the old file and removes its own when aborted", async () => {
  using folder = scratchFolder();
  Deno.writeTextFileSync(folder.join("result.tsv"), "old");
  const controller = new AbortController();
  function* pieces(): Generator<string> {
    yield "x".repeat(100_000);
    assertEquals(folder.names().length, 2);
    controller.abort(new Error("stop"));
    yield "y";
  }
  const writing = writeDurably(folder.join("result.tsv"), pieces(), controller.signal);
  await assertRejects(() => writing, Error, "stop");
  assertEquals(folder.names(), ["result.tsv"]);
  assertEquals(Deno.readTextFileSync(folder.join("result.tsv")), "old");
});

Deno.test("writeDurably() keeps the old file when aborted after the last piece", async () => {
  using folder = scratchFolder();
  const controller = new AbortController();
  function* pieces(): Generator<string> {
    yield "x".repeat(100_000);
    controller.abort(new Error("stop"));
  }
  const writing = writeDurably(folder.join("result.tsv"), pieces(), controller.signal);
  await assertRejects(() => writing, Error, "stop");
  assertEquals(folder.names(), []);
});

Deno.test("writeDurably() syncs the file before it gets its name, and the folder after", async () => {
  using folder = scratchFolder();
  const isNamed: boolean[] = [];
  {
    using _spy = replaceMethod(
      Deno.FsFile.prototype,
      "sync",
      (original) =>
        function (this: Deno.FsFile): Promise<void> {
          isNamed.push(folder.names().includes("result.tsv"));
          return original.call(this);
        },
    );
    await writeDurably(folder.join("result.tsv"), ["x"]);
  }
  assertEquals(isNamed, [false, true]);
});

Deno.test("writeDurably() does not follow a link planted at its temporary path", async () => {
  using folder = scratchFolder();
  using _fixed = replaceMethod(crypto, "randomUUID", () => () => "00000000-0000-4000-8000-000000000000");
  Deno.writeTextFileSync(folder.join("target"), "precious");
  Deno.symlinkSync(folder.join("target"), temporaryPath(folder.join("result.tsv")));
  await assertRejects(() => writeDurably(folder.join("result.tsv"), ["x"]), RunFailure);
  assertEquals(Deno.readTextFileSync(folder.join("target")), "precious");
});

Deno.test("writeDurably() keeps the old file and removes its own when the pieces fail", async () => {
  using folder = scratchFolder();
  Deno.writeTextFileSync(folder.join("result.tsv"), "old");
  function* pieces(): Generator<string> {
    yield "x".repeat(100_000);
    throw new TypeError("bug");
  }
  await assertRejects(() => writeDurably(folder.join("result.tsv"), pieces()), TypeError, "bug");
  assertEquals(folder.names(), ["result.tsv"]);
  assertEquals(Deno.readTextFileSync(folder.join("result.tsv")), "old");
});

Deno.test("writeDurably() names the file and keeps the cause when the system refuses", async () => {
  using folder = scratchFolder();
  Deno.mkdirSync(folder.join("result.tsv"));
  const failure = await assertRejects(() => writeDurably(folder.join("result.tsv"), ["x"]), RunFailure);
  assertEquals(failure.exitCode, ExitCode.InputOutput);
  assert(failure.message.startsWith(`Cannot write "${folder.join("result.tsv")}": `));
  assertInstanceOf(failure.cause, Error);
  assertEquals(folder.names(), ["result.tsv"]);
});

Deno.test("writeDurably() fails when the folder is not there", async () => {
  using folder = scratchFolder();
  await assertRejects(() => writeDurably(folder.join("none", "result.tsv"), ["x"]), RunFailure);
});

Deno.test("writeDurably() replaces a planted link and leaves its target alone", async () => {
  using folder = scratchFolder();
  Deno.writeTextFileSync(folder.join("target"), "precious");
  Deno.symlinkSync(folder.join("target"), folder.join("result.tsv"));
  await writeDurably(folder.join("result.tsv"), ["new"]);
  assertEquals(Deno.readTextFileSync(folder.join("target")), "precious");
  assert(Deno.lstatSync(folder.join("result.tsv")).isFile);
  assertEquals(Deno.readTextFileSync(folder.join("result.tsv")), "new");
});

Deno.test("temporaryPath() gives another name in the same folder each time", () => {
  assertMatch(temporaryPath("results/a.tsv"), /^results.\.a\.tsv\.[\da-f-]{36}\.wikitop$/);
  assert(temporaryPath("a") !== temporaryPath("a"));
});

Deno.test("removeStaleTemporaries() removes what killed runs left, and nothing else", async () => {
  using folder = scratchFolder();
  const others = [".hidden", "a.tsv", "a.tsv.part", ".a.tsv.1234.wikitop", "b.wikitop"];
  for (const name of others) Deno.writeTextFileSync(folder.join(name), "");
  Deno.writeTextFileSync(temporaryPath(folder.join("a.tsv")), "half");
  await removeStaleTemporaries(folder.path);
  assertEquals(folder.names(), others.sort());
});

Deno.test("removeStaleTemporaries() removes a link of that name, not its target, and no folder", async () => {
  using folder = scratchFolder();
  Deno.mkdirSync(folder.join("inner"));
  Deno.writeTextFileSync(folder.join("inner", "target"), "precious");
  Deno.symlinkSync(folder.join("inner", "target"), temporaryPath(folder.join("a.tsv")));
  Deno.symlinkSync(folder.join("inner"), temporaryPath(folder.join("b.tsv")));
  const namesake = temporaryPath(folder.join("c.tsv"));
  Deno.mkdirSync(namesake);
  await removeStaleTemporaries(folder.path);
  assertEquals(Deno.readTextFileSync(folder.join("inner", "target")), "precious");
  assert(Deno.lstatSync(namesake).isDirectory);
  assertEquals(folder.names().length, 2);
});
