import { assertEquals, assertThrows } from "@std/assert";
import { readCounts } from "./counts.ts";

Deno.test("readCounts() takes the default of what is left out", () => {
  assertEquals(readCounts(["--runs", "2"], { lines: 7, runs: 5 }), { lines: 7, runs: 2 });
});

for (const text of ["0", "-1", "1.5", "many", ""]) {
  Deno.test(`readCounts() refuses ${JSON.stringify(text)}`, () => {
    assertThrows(() => readCounts([`--runs=${text}`], { runs: 5 }), TypeError, `"${text}" for --runs`);
  });
}

for (const argument of ["--rounds", "three"]) {
  Deno.test(`readCounts() refuses ${argument}, which it does not know`, () => {
    assertThrows(
      () => readCounts([argument], { lines: 7, runs: 5 }),
      TypeError,
      "expected --lines N, --runs N",
    );
  });
}
