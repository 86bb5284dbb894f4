import { assertEquals } from "@std/assert";
import { delay } from "@std/async/delay";
import { sumPeriod } from "../../lib/period/sum_period.ts";

Deno.test("sumPeriod() lets all dumps come to an end when one of them cannot be read", async () => {
  const question = { domainCode: "en", minViews: undefined, titles: ["A"] };
  const slow = Promise.withResolvers<"answered">();
  const order: string[] = [];
  const ended = sumPeriod({
    files: ["gone", "slow"],
    parts: 1,
    sum: () => Promise.resolve({ rankings: [], openGroups: ["en"], questions: [[question], [question]] }),
    reread: (index) =>
      index === 0 ? Promise.reject(new Error("gone")) : slow.promise.finally(() => order.push("slow")),
    onReread: () => {},
  }).catch(({ message }) => order.push(message));
  await delay(0);
  slow.resolve("answered");
  await ended;
  assertEquals(order, ["slow", "gone"]);
});
