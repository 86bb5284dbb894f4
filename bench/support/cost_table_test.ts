import { assertEquals } from "@std/assert";
import { costTable } from "./cost_table.ts";

Deno.test("costTable() sets each cost against the first, and names what was not measured", () => {
  const costs = new Map([
    ["a", { wallSeconds: 2, cpuSeconds: 0.05, peakBytes: 200e6 }],
    ["b", { wallSeconds: 3, cpuSeconds: 0.1, peakBytes: 50e6 }],
  ]);
  assertEquals(
    costTable(costs, "first", ["c"]),
    "| measure |         wall |     CPU | peak memory | wall, first = 1 | CPU, first = 1 | memory, first = 1 |\n" +
      "| ------- | -----------: | ------: | ----------: | --------------: | -------------: | ----------------: |\n" +
      "| a       |       2.00 s | 0.050 s |      200 MB |            1.00 |           1.00 |              1.00 |\n" +
      "| b       |       3.00 s |  0.10 s |       50 MB |            1.50 |           2.00 |              0.25 |\n" +
      "| c       | not measured |         |             |                 |                |                   |\n",
  );
});
