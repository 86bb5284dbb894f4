import { assertEquals } from "@std/assert";
import { nearestName } from "../../lib/cli/nearest_name.ts";

Deno.test("nearestName() gives the nearest name when it is near enough", () => {
  const names = ["top", "domains", "tmp-dir"];
  assertEquals(nearestName("domain", names), "domains");
  assertEquals(nearestName("DOMIANS", names), "domains");
  assertEquals(nearestName("tpo", names), "top");
  assertEquals(nearestName("temp-di", names), "tmp-dir");
});

Deno.test("nearestName() gives nothing when no name is near", () => {
  assertEquals(nearestName("results", ["top", "domains"]), undefined);
  assertEquals(nearestName("xy", ["top"]), undefined);
  assertEquals(nearestName("", ["top"]), undefined);
});
