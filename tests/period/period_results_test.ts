import { assertEquals } from "@std/assert";
import { periodResultPath } from "../../lib/period/period_results.ts";

const DAY = { label: "2024-01-05", name: "top-2024-01-05", hours: [] };

Deno.test("periodResultPath() names the period, the projects and what is incomplete", () => {
  const path = (group: "domain" | "project", isIncomplete: boolean): string =>
    periodResultPath(DAY, { resultsDir: "results", format: "tsv", group }, isIncomplete);
  assertEquals(path("domain", false), "results/top-2024-01-05.tsv");
  assertEquals(path("domain", true), "results/top-2024-01-05.incomplete.tsv");
  assertEquals(path("project", false), "results/top-2024-01-05.projects.tsv");
  assertEquals(path("project", true), "results/top-2024-01-05.projects.incomplete.tsv");
});
