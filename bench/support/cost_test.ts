import { assertEquals } from "@std/assert";
import { medianCost } from "./cost.ts";

Deno.test("medianCost() takes the middle of each kind of cost on its own", () => {
  const costs = [
    { wallSeconds: 1, cpuSeconds: 9, peakBytes: 20 },
    { wallSeconds: 3, cpuSeconds: 7, peakBytes: 10 },
    { wallSeconds: 2, cpuSeconds: 8, peakBytes: 90 },
  ];
  assertEquals(medianCost(costs), { wallSeconds: 2, cpuSeconds: 8, peakBytes: 20 });
});

Deno.test("medianCost() lies between the two middle ones when the runs are even in number", () => {
  const costs = [1, 4, 2, 9].map((cost) => ({ wallSeconds: cost, cpuSeconds: cost, peakBytes: cost }));
  assertEquals(medianCost(costs), { wallSeconds: 3, cpuSeconds: 3, peakBytes: 3 });
});
