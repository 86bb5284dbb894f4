import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { ExitCode } from "../../lib/exit_code.ts";
import { RunFailure } from "../../lib/failure.ts";
import { checkOutputFile, checkOutputFolder, refuseLink } from "../../lib/output/output_check.ts";
import { scratchFolder } from "../support/scratch_folder.ts";

async function assertCannotCreate(check: () => Promise<void>, ...words: string[]): Promise<void> {
  const failure = await assertRejects(check, RunFailure);
  assertEquals(failure.exitCode, ExitCode.CannotCreate);
  for (const word of words) assertStringIncludes(failure.message, word);
}

Deno.test("checkOutputFolder() creates the folder with those above it, and leaves it empty", async () => {
  using folder = scratchFolder();
  await checkOutputFolder(folder.join("a", "b"));
  assertEquals([...Deno.readDirSync(folder.join("a", "b"))], []);
});

Deno.test("checkOutputFolder() takes a folder that is there, and a link to one", async () => {
  using folder = scratchFolder();
  Deno.mkdirSync(folder.join("real"));
  Deno.symlinkSync(folder.join("real"), folder.join("link"));
  await checkOutputFolder(folder.join("real"));
  await checkOutputFolder(folder.join("link"));
  assertEquals(folder.names(), ["link", "real"]);
});

Deno.test("checkOutputFolder() refuses a file, and what would lie under a file", async () => {
  using folder = scratchFolder();
  Deno.writeTextFileSync(folder.join("file"), "");
  await assertCannotCreate(() => checkOutputFolder(folder.join("file")), folder.join("file"), "in its place");
  await assertCannotCreate(() => checkOutputFolder(folder.join("file", "inner")), "Not a directory");
});

Deno.test("checkOutputFolder() refuses a broken link and creates nothing where it points", async () => {
  using folder = scratchFolder();
  Deno.symlinkSync(folder.join("nowhere"), folder.join("link"));
  await assertCannotCreate(() => checkOutputFolder(folder.join("link")), "in its place");
  assertEquals(folder.names(), ["link"]);
});

Deno.test("refuseLink() refuses links, be they broken or end in a slash, and nothing else", async () => {
  using folder = scratchFolder();
  Deno.mkdirSync(folder.join("real"));
  Deno.symlinkSync(folder.join("real"), folder.join("link"));
  Deno.symlinkSync(folder.join("nowhere"), folder.join("broken"));
  for (const name of ["link", "link/", "broken"]) {
    await assertCannotCreate(() => refuseLink(folder.join(name)), "it is a symbolic link");
  }
  for (const path of [folder.join("real"), folder.join("real", ""), folder.join("none"), "."]) {
    await refuseLink(path);
  }
});

Deno.test({
  name: "checkOutputFolder() refuses a folder that takes no files, even from root",
  ignore: Deno.build.os !== "linux",
  fn: () => assertCannotCreate(() => checkOutputFolder("/proc"), '"/proc"'),
});

Deno.test({
  name: "checkOutputFolder() refuses when writing is not permitted",
  permissions: { write: false },
  fn: () => assertCannotCreate(() => checkOutputFolder("results"), "--allow-write"),
});

Deno.test("checkOutputFile() takes a new file, an old one and a link to one, and touches none", async () => {
  using folder = scratchFolder();
  Deno.writeTextFileSync(folder.join("old"), "kept");
  Deno.symlinkSync(folder.join("old"), folder.join("link"));
  for (const name of ["new", "old", "link"]) await checkOutputFile(folder.join(name));
  assertEquals(folder.names(), ["link", "old"]);
  assertEquals(Deno.readTextFileSync(folder.join("old")), "kept");
});

Deno.test("checkOutputFile() creates the file's folder", async () => {
  using folder = scratchFolder();
  await checkOutputFile(folder.join("a", "report.json"));
  assertEquals([...Deno.readDirSync(folder.join("a"))], []);
});

Deno.test("checkOutputFile() refuses a folder and a device", async () => {
  using folder = scratchFolder();
  Deno.mkdirSync(folder.join("inner"));
  Deno.symlinkSync("/dev/null", folder.join("null"));
  await assertCannotCreate(() => checkOutputFile(folder.join("inner")), "not a regular file");
  await assertCannotCreate(() => checkOutputFile(folder.join("null")), "not a regular file");
});

Deno.test("checkOutputFile() refuses the names of devices and streams, wherever they lead", async () => {
  for (const path of ["/dev/stdout", "/dev/../dev//stdout", "/dev/wikitop-report.json"]) {
    await assertCannotCreate(() => checkOutputFile(path), `"${path}": it is not a regular file`);
  }
});

Deno.test("checkOutputFile() refuses a file whose folder cannot be", async () => {
  using folder = scratchFolder();
  Deno.writeTextFileSync(folder.join("file"), "");
  await assertCannotCreate(() => checkOutputFile(folder.join("file", "report.json")), folder.join("file"));
});
