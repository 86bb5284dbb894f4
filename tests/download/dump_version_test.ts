import { assert, assertEquals } from "@std/assert";
import {
  type DumpVersion,
  forgetVersion,
  isSameVersion,
  readVersion,
  writeVersion,
} from "../../lib/download/dump_version.ts";
import { scratchFolder } from "../support/scratch_folder.ts";

const VERSION: DumpVersion = { url: "http://127.0.0.1/a.gz", bytes: 10, validator: '"1"' };
const SIDECAR = ".a.tsv.dump.json";

Deno.test("isSameVersion() compares size, and validators where both come from the same place", () => {
  const cases: readonly (readonly [other: Partial<DumpVersion>, isSame: boolean])[] = [
    [{}, true],
    [{ bytes: 11 }, false],
    [{ validator: '"2"' }, false],
    [{ validator: undefined }, false],
    [{ url: "http://127.0.0.2/a.gz", validator: '"2"' }, true],
    [{ url: "http://127.0.0.2/a.gz", bytes: 11 }, false],
    [{ bytes: undefined }, false],
  ];
  for (const [other, isSame] of cases) {
    assertEquals(isSameVersion(VERSION, { ...VERSION, ...other }), isSame, JSON.stringify(other));
    assertEquals(isSameVersion({ ...VERSION, ...other }, VERSION), isSame, JSON.stringify(other));
  }
  const unsized = { ...VERSION, bytes: undefined };
  assertEquals(isSameVersion(unsized, unsized), false);
});

Deno.test("readVersion() gives what writeVersion() noted, until it is forgotten", async () => {
  using folder = scratchFolder();
  const result = folder.join("a.tsv");
  assertEquals(await readVersion(result), undefined);
  for (const validator of ['"1"', "Wed, 01 Jan 2020 09:51:00 GMT", undefined]) {
    await writeVersion(result, { ...VERSION, validator });
    assertEquals(await readVersion(result), { ...VERSION, validator });
    assertEquals(folder.names(), [SIDECAR]);
  }
  await forgetVersion(result);
  await forgetVersion(result);
  assertEquals([await readVersion(result), folder.names()], [undefined, []]);
});

Deno.test("readVersion() knows nothing of what writeVersion() cannot have written", async () => {
  using folder = scratchFolder();
  const wrong = ["", "{", "null", "7", "[]", '{"url":1,"bytes":1}', '{"url":"u","bytes":"1"}', '{"url":"u"}'];
  for (const content of [...wrong, JSON.stringify(VERSION).padEnd(100_000)]) {
    Deno.writeTextFileSync(folder.join(SIDECAR), content);
    assertEquals(await readVersion(folder.join("a.tsv")), undefined, content.slice(0, 40));
  }
});

Deno.test("readVersion() and writeVersion() follow no link", async () => {
  using folder = scratchFolder();
  const planted = JSON.stringify(VERSION);
  Deno.writeTextFileSync(folder.join("target"), planted);
  Deno.symlinkSync(folder.join("target"), folder.join(SIDECAR));
  assertEquals(await readVersion(folder.join("a.tsv")), undefined);
  await writeVersion(folder.join("a.tsv"), { ...VERSION, bytes: 11 });
  assertEquals(Deno.readTextFileSync(folder.join("target")), planted);
  assert(Deno.lstatSync(folder.join(SIDECAR)).isFile);
});
