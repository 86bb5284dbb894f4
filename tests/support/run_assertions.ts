import { assertEquals, assertExists } from "@std/assert";
import type { WikitopBench, WikitopRun } from "./wikitop_process.ts";

/** How a run must have ended. */
export interface ExpectedEnd {
  readonly code: number;
  /** In order of time, each as `done` or `failed bad-data`. */
  readonly hours: readonly string[];
  /** Requests sent for each hour. */
  readonly attempts: readonly number[];
  /** All that lies in results/, by file name. Default: nothing. */
  readonly results?: Readonly<Record<string, string>>;
}

/**
 * That a run ended so, that report, log, server and results/ agree on it, and that nothing half-written is left.
 *
 * @param bench Where it ran, with `--report` and `--log-file`.
 * @param run What it came to.
 * @param expected How it must have ended.
 */
export function assertEnd(bench: WikitopBench, run: WikitopRun, expected: ExpectedEnd): void {
  const { code, hours, attempts, results = {} } = expected;
  const { report, log, stderr } = run;
  assertExists(report, stderr);
  const endOf = ({ status, reason }: Readonly<Record<string, unknown>>): string =>
    `${status} ${reason ?? ""}`.trimEnd();
  assertEquals({ code: run.code, hours: report.hours.map(endOf) }, { code, hours: [...hours] }, stderr);
  assertEquals(report.exit_code, code);
  assertEquals(report.hours.map((hour) => hour.attempts), [...attempts]);
  assertEquals(bench.server.requests.length, attempts.reduce((sum, requests) => sum + requests, 0));
  const logged = log.filter(({ properties: { hour, status } }) => hour !== undefined && status !== undefined);
  const inOrder = logged.map(({ properties }) => `${properties.hour} ${endOf(properties)}`).sort();
  assertEquals(inOrder, report.hours.map((hour) => `${hour.hour} ${endOf(hour)}`));
  assertEquals(bench.results(), { ...results });
}
