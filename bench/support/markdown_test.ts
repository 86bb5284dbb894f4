import { assertEquals } from "@std/assert";
import { markdownTable } from "./markdown.ts";

Deno.test("markdownTable() aligns the first column to the left and the others to the right", () => {
  assertEquals(
    markdownTable(["name", "wall"], [["a", "1.00 s"], ["longer", "0.5 s"]]),
    "| name   |   wall |\n" +
      "| ------ | -----: |\n" +
      "| a      | 1.00 s |\n" +
      "| longer |  0.5 s |\n",
  );
});

Deno.test("markdownTable() keeps a bar within its cell", () => {
  assertEquals(markdownTable(["a | b"], []), "| a \\| b |\n| ------ |\n");
});
