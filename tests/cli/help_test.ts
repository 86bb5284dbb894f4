import { assert, assertEquals, assertLessOrEqual, assertMatch, assertStringIncludes } from "@std/assert";
import { parseCommandLine } from "../../lib/cli/cli.ts";
import { EXIT_CODE_MEANINGS } from "../../lib/exit_code.ts";
import { helpText } from "../../lib/cli/help.ts";
import { optionDefault, optionMeaning, optionSyntax } from "../../lib/cli/option.ts";
import { OPTIONS, RUN_OPTIONS } from "../../lib/cli/options_table.ts";

/** The help with every run of white space as one space, so that where a line breaks does not matter. */
const FLOWING_HELP = helpText().replace(/\s+/g, " ");

Deno.test("helpText() fits 96 columns of plain text and ends with a line feed", () => {
  for (const line of helpText().split("\n")) {
    assertLessOrEqual(line.length, 96, line);
    assertMatch(line, /^([ -~]*[!-~])?$/);
  }
  assert(helpText().endsWith("\n") && !helpText().endsWith("\n\n"));
});

Deno.test("helpText() shows every option whole, with its default", () => {
  for (const option of OPTIONS) {
    const shown = optionDefault(option);
    const entry = `${optionSyntax(option)} ${optionMeaning(option)}` + (shown ? ` [${shown}]` : "");
    assertStringIncludes(FLOWING_HELP, ` ${entry} `);
  }
});

Deno.test("helpText() shows a default for every option that takes a value", () => {
  for (const option of OPTIONS) {
    assertEquals(optionDefault(option) !== undefined, option.kind !== undefined, option.name);
  }
});

Deno.test("helpText() shows every exit code and every environment variable", () => {
  for (const [code, meaning] of EXIT_CODE_MEANINGS) {
    assertStringIncludes(FLOWING_HELP, ` ${code} ${meaning} `);
  }
  assertStringIncludes(FLOWING_HELP, "WIKITOP_CONTACT stands in for --contact");
});

Deno.test("helpText() gives only examples that work", () => {
  const examples = [...helpText().matchAll(/^ {2}wikitop ?([^|\n]*)/gm)]
    .map(([, args = ""]) =>
      [...args.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? "")
    );
  assertEquals(examples.length, 7);
  const surroundings = { env: () => undefined, cores: 2, now: Temporal.Instant.from("2026-01-15T10:00Z") };
  for (const argv of examples) assertEquals(parseCommandLine(argv, surroundings).kind, "run", argv.join(" "));
});

Deno.test("OPTIONS has no name twice, and no value kind without a placeholder", () => {
  assertEquals(new Set(OPTIONS.map(({ name }) => name)).size, OPTIONS.length);
  assertEquals(OPTIONS.length, Object.keys(RUN_OPTIONS).length + 2);
  for (const { name, kind, placeholder } of OPTIONS) assertEquals(!kind, !placeholder, name);
});
