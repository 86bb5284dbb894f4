import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { resultExists, resultPath } from "../../lib/output/results.ts";
import { sampleHour } from "../support/sample_outcomes.ts";
import { scratchFolder } from "../support/scratch_folder.ts";

Deno.test("resultPath() names the result after its dump, with the format as extension", () => {
  assertEquals(resultPath("out", sampleHour(), "ndjson"), join("out", "pageviews-20200101-080000.ndjson"));
});

Deno.test("resultExists() is true for a file, and for nothing else", async () => {
  using folder = scratchFolder();
  Deno.writeTextFileSync(folder.join("file"), "");
  Deno.symlinkSync(folder.join("file"), folder.join("link"));
  assertEquals(await resultExists(folder.join("file")), true);
  assertEquals(await resultExists(folder.join("link")), false);
  assertEquals(await resultExists(folder.path), false);
  assertEquals(await resultExists(folder.join("none")), false);
});
