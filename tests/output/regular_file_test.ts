import { assertEquals, assertExists, assertRejects } from "@std/assert";
import { RunFailure } from "../../lib/failure.ts";
import {
  isStillAt,
  lstatRegular,
  openRegular,
  readSmallJson,
  removeIfPresent,
} from "../../lib/output/regular_file.ts";
import { type ScratchFolder, scratchFolder } from "../support/scratch_folder.ts";

/** A folder with a `file`, a `link` to it, a `broken` link and a `folder`. */
function setUpFolder(): ScratchFolder {
  const folder = scratchFolder();
  Deno.writeTextFileSync(folder.join("file"), "7");
  Deno.symlinkSync(folder.join("file"), folder.join("link"));
  Deno.symlinkSync(folder.join("nowhere"), folder.join("broken"));
  Deno.mkdirSync(folder.join("folder"));
  return folder;
}

const OTHERS = ["link", "broken", "folder"];

Deno.test("lstatRegular() knows files, and nothing else", async () => {
  using folder = setUpFolder();
  assertEquals((await lstatRegular(folder.join("file")))?.size, 1);
  for (const name of [...OTHERS, "none"]) assertEquals(await lstatRegular(folder.join(name)), undefined);
});

Deno.test("openRegular() opens a file, refuses everything else, and creates nothing", async () => {
  using folder = setUpFolder();
  const before = folder.names();
  using file = await openRegular(folder.join("file"), { read: true });
  assertExists(file);
  for (const name of OTHERS) {
    await assertRejects(() => openRegular(folder.join(name), { write: true }), RunFailure, folder.join(name));
  }
  assertEquals(await openRegular(folder.join("none"), { write: true }), undefined);
  assertEquals(folder.names(), before);
});

Deno.test("openRegular() does not give what is put in the file's place meanwhile", async () => {
  using folder = setUpFolder();
  const { open } = Deno;
  using cleanup = new DisposableStack();
  cleanup.defer(() => Object.assign(Deno, { open }));
  Object.assign(Deno, {
    open: (...args: Parameters<typeof open>) => {
      Deno.renameSync(folder.join("file"), folder.join("moved"));
      Deno.writeTextFileSync(folder.join("file"), "other");
      return open(...args);
    },
  });
  assertEquals(await openRegular(folder.join("file"), { read: true }), undefined);
});

Deno.test("isStillAt() notices when a file goes or another takes its place", async () => {
  using folder = setUpFolder();
  const path = folder.join("file");
  using file = await Deno.open(path);
  assertEquals(await isStillAt(path, file), true);
  Deno.renameSync(path, folder.join("moved"));
  assertEquals(await isStillAt(path, file), false);
  Deno.writeTextFileSync(path, "7");
  assertEquals(await isStillAt(path, file), false);
});

Deno.test("readSmallJson() reads a file, and knows nothing of what is none, too large or not JSON", async () => {
  using folder = setUpFolder();
  assertEquals(await readSmallJson(folder.join("file")), 7);
  Deno.writeTextFileSync(folder.join("large"), "7".padEnd(64 * 1024 + 1));
  Deno.writeTextFileSync(folder.join("torn"), '{"a":');
  for (const name of [...OTHERS, "none", "large", "torn"]) {
    assertEquals(await readSmallJson(folder.join(name)), undefined, name);
  }
});

Deno.test("removeIfPresent() removes a file, or a link and not its target, and does not mind when there is none", async () => {
  using folder = setUpFolder();
  for (const name of ["link", "broken", "none"]) await removeIfPresent(folder.join(name));
  assertEquals(folder.names(), ["file", "folder"]);
  await removeIfPresent(folder.join("file"));
  assertEquals(folder.names(), ["folder"]);
});
