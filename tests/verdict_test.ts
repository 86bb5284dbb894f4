import { assertEquals } from "@std/assert";
import { ExitCode } from "../lib/exit_code.ts";
import { type HourFailureReason, RunFailure } from "../lib/failure.ts";
import type { HourOutcome } from "../lib/hour_outcome.ts";
import { verdictOnError, verdictOnHours } from "../lib/verdict.ts";
import { doneOutcome, lackingOutcome } from "./support/sample_outcomes.ts";

const done = doneOutcome();
const skipped = lackingOutcome("skipped");
const missing = lackingOutcome("missing", { reason: "gap" });
const failed = (reason: HourFailureReason): HourOutcome => lackingOutcome("failed", { reason });

Deno.test("verdictOnHours() is 0 when every hour is done, was there or is missing", () => {
  assertEquals(verdictOnHours([], "skip"), ExitCode.Ok);
  assertEquals(verdictOnHours([done, skipped, missing], "skip"), ExitCode.Ok);
  assertEquals(verdictOnHours([done, skipped], "fail"), ExitCode.Ok);
});

Deno.test("verdictOnHours() is 75 when an hour is missing and that counts as a failure", () => {
  assertEquals(verdictOnHours([missing], "fail"), ExitCode.Temporary);
  assertEquals(verdictOnHours([done, missing], "fail"), ExitCode.Temporary);
});

Deno.test("verdictOnHours() is 3 when some hours failed and others have a result", () => {
  for (const had of [done, skipped]) {
    for (const missingAction of ["skip", "fail"] as const) {
      assertEquals(
        verdictOnHours([failed("bad-data"), had, missing], missingAction),
        ExitCode.SomeHoursFailed,
      );
    }
  }
});

Deno.test("verdictOnHours() gives the reason's own code when no hour has a result", () => {
  const codes: Readonly<Record<HourFailureReason, ExitCode>> = {
    "bad-data": ExitCode.BadData,
    "refused": ExitCode.Refused,
    "unreachable": ExitCode.Temporary,
    "asked-to-wait": ExitCode.Temporary,
  };
  for (const [reason, code] of Object.entries(codes)) {
    assertEquals(verdictOnHours([failed(reason as HourFailureReason)], "skip"), code, reason);
  }
  assertEquals(verdictOnHours([failed("bad-data"), failed("bad-data"), missing], "skip"), ExitCode.BadData);
  assertEquals(verdictOnHours([failed("unreachable"), failed("asked-to-wait")], "skip"), ExitCode.Temporary);
});

Deno.test("verdictOnHours() is 3 when no hour has a result, for reasons that differ", () => {
  assertEquals(verdictOnHours([failed("bad-data"), failed("unreachable")], "skip"), ExitCode.SomeHoursFailed);
});

Deno.test("verdictOnError() is the code that the failure carries", () => {
  for (const code of Object.values(ExitCode)) {
    assertEquals(verdictOnError(new RunFailure(code, "…")), code);
  }
});

Deno.test("verdictOnError() is 74 for what the operating system refuses", () => {
  assertEquals(verdictOnError(new Deno.errors.NotCapable("no")), ExitCode.InputOutput);
  assertEquals(
    verdictOnError(Object.assign(new Error("disk full"), { code: "ENOSPC" })),
    ExitCode.InputOutput,
  );
});

Deno.test("verdictOnError() is 1 for everything else", () => {
  for (
    const error of [new TypeError("x is undefined"), new DOMException("", "AbortError"), "text", undefined]
  ) {
    assertEquals(verdictOnError(error), ExitCode.Bug);
  }
});
