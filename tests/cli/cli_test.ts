import { assert, assertEquals, assertNotMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { type Command, type Options, parseCommandLine, type Surroundings } from "../../lib/cli/cli.ts";
import { OPTIONS } from "../../lib/cli/options_table.ts";
import { UsageError } from "../../lib/cli/usage_error.ts";

const MIRROR = "https://dumps.wikimedia.your.org/other/pageviews";

const SURROUNDINGS: Surroundings = {
  env: () => undefined,
  cores: 4,
  now: Temporal.Instant.from("2026-01-15T10:00Z"),
};

function parse(...argv: string[]): Command {
  return parseCommandLine(argv, SURROUNDINGS);
}

function run(argv: readonly string[], surroundings: Surroundings = SURROUNDINGS): Command & { kind: "run" } {
  const command = parseCommandLine(argv, surroundings);
  assert(command.kind === "run");
  return command;
}

function optionsOf(...argv: string[]): Options {
  return run(argv).options;
}

function refusal(...argv: string[]): string {
  return assertThrows(() => parse(...argv), UsageError).message;
}

Deno.test("parseCommandLine() gives every default when there is no argument", () => {
  const { options, hours } = run([]);
  assertEquals(options, {
    top: 25,
    minViews: 1,
    every: "hour",
    group: "domain",
    domains: ["*"],
    blacklist: undefined,
    resultsDir: "results",
    format: "tsv",
    stdout: false,
    force: false,
    refresh: false,
    keepDumps: false,
    keepListsDays: 400,
    tmpDir: "tmp",
    baseUrls: ["https://dumps.wikimedia.org/other/pageviews"],
    downloads: 3,
    tries: 5,
    idleTimeoutMs: 60_000,
    contact: undefined,
    workers: 4,
    engine: "bytes",
    maxMalformedShare: 0.01,
    allowEmpty: false,
    missing: "skip",
    waitLock: false,
    failFast: false,
    dryRun: false,
    report: undefined,
    logFile: undefined,
    logLevel: "info",
    progress: "auto",
    quiet: false,
  });
  assertEquals(hours.map(({ time }) => time), ["2026-01-14T10:00Z"]);
});

Deno.test("parseCommandLine() reads every option", () => {
  const argv =
    "--top 5 --min-views 7 --every day --group project --domains en,*.m --blacklist b --results-dir r --format csv --stdout --force --refresh --keep-dumps --keep-lists 30 " +
    `--tmp-dir t --base-url ${MIRROR} --downloads 8 --tries 2 --idle-timeout 7 --contact a@b.org --workers 3 ` +
    "--engine streams --max-malformed 12.5 --allow-empty --missing fail --wait-lock --fail-fast --dry-run --report p --log-file l " +
    "--log-level debug --progress none --quiet";
  assertEquals(optionsOf(...argv.split(" ")), {
    top: 5,
    minViews: 7,
    every: "day",
    group: "project",
    domains: ["en", "*.m"],
    blacklist: "b",
    resultsDir: "r",
    format: "csv",
    stdout: true,
    force: true,
    refresh: true,
    keepDumps: true,
    keepListsDays: 30,
    tmpDir: "t",
    baseUrls: [MIRROR],
    downloads: 8,
    tries: 2,
    idleTimeoutMs: 7_000,
    contact: "a@b.org",
    workers: 3,
    engine: "streams",
    maxMalformedShare: 0.125,
    allowEmpty: true,
    missing: "fail",
    waitLock: true,
    failFast: true,
    dryRun: true,
    report: "p",
    logFile: "l",
    logLevel: "debug",
    progress: "none",
    quiet: true,
  });
});

Deno.test("parseCommandLine() finds START and END among options, before and after `--`", () => {
  const timesOf = (...argv: string[]): string[] => run(argv).hours.map(({ time }) => time);
  const two = ["2020-01-01T08:00Z", "2020-01-01T09:00Z"];
  assertEquals(timesOf("2020-01-01T08", "--force", "2020-01-01T09", "--top=3"), two);
  assertEquals(timesOf("--force", "2020-01-01T08", "--", "2020-01-01T09"), two);
  assertEquals(timesOf("--", "2020-01-01T08"), ["2020-01-01T08:00Z"]);
  assertStringIncludes(refusal("--", "--force"), 'Cannot read START "--force"');
  assertStringIncludes(refusal("-"), 'Cannot read START "-"');
});

Deno.test("parseCommandLine() quotes an argument that looks like a number as it was written", () => {
  for (const text of ["1e3", "0x10", "2020", "007", ""]) {
    assertStringIncludes(refusal(text), `Cannot read START ${JSON.stringify(text)}`);
  }
});

Deno.test("parseCommandLine() reads a value after `=` as after a space", () => {
  assertEquals(optionsOf("--top=5").top, 5);
  assertEquals(optionsOf("--report=a=b").report, "a=b");
  assertEquals(optionsOf("--report=--force").report, "--force");
  assertEquals(optionsOf("--report=1e3").report, "1e3");
  assertEquals(optionsOf("--report", "0x10").report, "0x10");
  assertEquals(optionsOf("--report", "true").report, "true");
});

Deno.test("parseCommandLine() asks for help or the version before any value is looked at", () => {
  assertEquals(parse("--help"), { kind: "help" });
  assertEquals(parse("-h"), { kind: "help" });
  assertEquals(parse("--version"), { kind: "version" });
  assertEquals(parse("--version", "nonsense", "--top=x", "--help"), { kind: "help" });
});

Deno.test("parseCommandLine() refuses numbers that are not decimal digits or out of range", () => {
  for (
    const text of [
      "0",
      "1000001",
      "0x10",
      "1e3",
      "5.0",
      "+5",
      " 5",
      "5 ",
      "５",
      "1_000",
      "Infinity",
      "9".repeat(400),
    ]
  ) {
    assertStringIncludes(
      refusal(`--top=${text}`),
      "for --top: expected a whole number from 1 to 1000000",
      text,
    );
  }
  assertEquals(optionsOf("--top", "1000000").top, 1_000_000);
  for (const text of ["100.5", "1e1", ".5", "1%", "0x1"]) {
    assertStringIncludes(refusal("--max-malformed", text), "expected a percentage from 0 to 100", text);
  }
  assertEquals(optionsOf("--max-malformed", "0").maxMalformedShare, 0);
  assertEquals(optionsOf("--max-malformed", "100").maxMalformedShare, 1);
});

Deno.test("parseCommandLine() takes a negative number after an option for its value, and refuses it", () => {
  assertStringIncludes(refusal("--top", "-1"), 'Cannot use "-1" for --top: expected a whole number from 1');
  for (const argv of [["--quiet", "-1"], ["--top=5", "-1"], ["--results-dir", "-1"], ["-1"]]) {
    assertStringIncludes(refusal(...argv), 'Cannot find an option "-1"');
  }
});

Deno.test("parseCommandLine() refuses every option that takes a value when it has none", () => {
  for (const { name, kind } of OPTIONS.filter(({ kind }) => kind)) {
    const expected = `Cannot use --${name} without a value: expected ${kind?.expected}`;
    for (const argv of [[`--${name}`], [`--${name}=`], [`--${name}`, ""], [`--${name}`, "--force"]]) {
      assertEquals(refusal(...argv), expected, argv.join(" "));
    }
    assertEquals(refusal(`--${name}`, "--", "2020-01-01"), expected);
  }
});

Deno.test("parseCommandLine() refuses every switch that is given a value", () => {
  for (const { name } of OPTIONS.filter(({ kind }) => !kind)) {
    const expected = `Cannot give --${name} a value: it is a switch; write --${name} alone to turn it on`;
    for (const value of ["", "true", "false", "1"]) {
      assertEquals(refusal(`--${name}=${value}`), expected);
    }
    assertEquals(refusal(`--${name}`, "true"), expected);
    assertEquals(refusal(`--${name}`, "false"), expected);
  }
  assertStringIncludes(refusal("-h=1"), "Cannot give -h a value");
});

Deno.test("parseCommandLine() refuses every option of one value that is given twice", () => {
  for (const { name, kind, repeatable } of OPTIONS) {
    if (!kind || repeatable) continue;
    const message = refusal(`--${name}=1`, `--${name}`, "1");
    assertEquals(message, `Cannot use --${name} 2 times: expected it once`);
  }
  assert(optionsOf("--force", "--force").force);
});

Deno.test("parseCommandLine() names the nearest option when a name does not exist", () => {
  const hintOf = (flag: string): string =>
    refusal(flag).replace(`Cannot find an option ${JSON.stringify(flag)}`, "");
  assertEquals(hintOf("--domain"), "; did you mean --domains?");
  assertEquals(hintOf("--tpo"), "; did you mean --top?");
  assertEquals(hintOf("--domian"), "; did you mean --domains?");
  assertEquals(hintOf("--tmpdir"), "; did you mean --tmp-dir?");
  assertEquals(hintOf("--TOP"), "; did you mean --top?");
  assertEquals(hintOf("-top"), "; did you mean --top?");
  assertEquals(hintOf("--no-progress"), "; did you mean --progress?");
  assertEquals(hintOf("--verbose"), "");
  assertEquals(hintOf("-x"), "");
  assertStringIncludes(refusal("--domain=en"), '"--domain"; did you mean --domains?');
});

Deno.test("parseCommandLine() refuses what the parser would take for objects, letters and negations", () => {
  const dotted = ["--top.x", "--a.b", "--__proto__", "--constructor", "--_"];
  const dashed = ["--h", "--no-force", "---force", "--=1", "--\n", "-hx", "-h5", "-5", "-fh"];
  for (const flag of [...dotted, ...dashed]) {
    assertStringIncludes(refusal(flag), "Cannot find an option", flag);
    assertStringIncludes(refusal(flag, "5"), "Cannot find an option", flag);
  }
});

Deno.test("parseCommandLine() names the choices and the nearest of them", () => {
  assertEquals(
    refusal("--format", "jsonl"),
    'Cannot use "jsonl" for --format: expected one of tsv, csv, json, ndjson; did you mean json?',
  );
  assertEquals(refusal("--engine", "fast"), 'Cannot use "fast" for --engine: expected one of bytes, streams');
  assertStringIncludes(refusal("--missing", "FAIL"), "did you mean fail?");
  assertStringIncludes(refusal("--log-level", "warn"), "expected one of debug, info, warning, error");
  assertStringIncludes(refusal("--progress", "bars"), "did you mean bar?");
});

Deno.test("parseCommandLine() reads lists of domain codes", () => {
  assertEquals(optionsOf("--domains", "en, en.m,*.voy,be-x-old").domains, [
    "en",
    "en.m",
    "*.voy",
    "be-x-old",
  ]);
  for (const text of ["en,", ",", "en,,de", "en de", "en|de", "e(n", "../x"]) {
    assertStringIncludes(
      refusal("--domains", text),
      "for --domains: expected domain codes between commas",
      text,
    );
  }
});

Deno.test("parseCommandLine() reads several base URLs in their order, without the slash at the end", () => {
  assertEquals(
    optionsOf("--base-url", "http://127.0.0.1:8000/other/pageviews//", `--base-url=${MIRROR}`).baseUrls,
    ["http://127.0.0.1:8000/other/pageviews", MIRROR],
  );
  assertEquals(optionsOf("--base-url", "http://localhost").baseUrls, ["http://localhost"]);
  for (
    const text of [
      "dumps",
      "file:///tmp",
      "ftp://a/b",
      "http://",
      "http://u:p@a/",
      "http://a/?b",
      "http://a/#",
    ]
  ) {
    assertStringIncludes(refusal("--base-url", text), "for --base-url: expected an http or https URL", text);
  }
});

Deno.test("parseCommandLine() allows more than three downloads only when no source is Wikimedia's", () => {
  assertEquals(optionsOf("--downloads=4", "--base-url", MIRROR).downloads, 4);
  assertEquals(optionsOf("--downloads=4", "--base-url", "https://a.example/wikimedia.org/x").downloads, 4);
  assertEquals(optionsOf("--downloads=4", "--base-url", "https://notwikimedia.org/x").downloads, 4);
  assertEquals(optionsOf("--downloads=1").downloads, 1);
  assertStringIncludes(refusal("--downloads=4"), "Cannot use --downloads 4 with https://dumps.wikimedia.org");
  for (
    const host of ["wikimedia.org", "DUMPS.Wikimedia.ORG", "dumps.wikimedia.org.", "dumps.wikimedia.org:443"]
  ) {
    const argv = ["--downloads", "4", "--base-url", MIRROR, "--base-url", `https://${host}/x`];
    assertStringIncludes(refusal(...argv), "expected --base-url of mirrors alone", host);
  }
});

Deno.test("parseCommandLine() allows --stdout for one hour only", () => {
  assert(optionsOf("--stdout", "2020-01-01T08").stdout);
  assert(optionsOf("--stdout", "2020-01-01T07:10", "2020-01-01T08:00").stdout);
  assertStringIncludes(
    refusal("--stdout", "2020-01-01T08", "2020-01-01T09"),
    "Cannot write 2 hours with --stdout",
  );
});

Deno.test("parseCommandLine() takes the contact from the environment when the command line has none", () => {
  const asked: string[] = [];
  const inEnvironment = (value: string): Surroundings => ({
    ...SURROUNDINGS,
    env: (name) => {
      asked.push(name);
      return value;
    },
  });
  assertEquals(run([], inEnvironment("https://example.org/me")).options.contact, "https://example.org/me");
  assertEquals(asked, ["WIKITOP_CONTACT"]);
  assertEquals(run(["--contact", "a@b.org"], inEnvironment("bad (value)")).options.contact, "a@b.org");
  assertEquals(run([], inEnvironment("")).options.contact, undefined);
  assertEquals(asked.length, 2);
  const error = assertThrows(() => parseCommandLine([], inEnvironment("a\r\nCookie: b")), UsageError);
  assertStringIncludes(error.message, 'Cannot use "a\\r\\nCookie: b" for WIKITOP_CONTACT');
});

Deno.test("parseCommandLine() refuses a contact that could break out of the header", () => {
  for (const text of ["a\r\nCookie: b", "a\nb", "me (at home)", "a)", "a\\", "é", "\x7f", "\x00", " "]) {
    const message = refusal("--contact", text);
    assertStringIncludes(message, "for --contact: expected a web page or mail address", text);
    // deno-lint-ignore no-control-regex
    assertNotMatch(message, /[\x00-\x1f]/);
  }
});

Deno.test("parseCommandLine() gives periods, and their hours, unless every hour is ranked as it is", () => {
  assertEquals(run(["2026-01-01"]).periods, undefined);
  const day = run(["--every", "day", "2026-01-01"]);
  assertEquals(day.periods?.map(({ name }) => name), ["top-2026-01-01"]);
  assertEquals([day.hours.length, day.hours.at(-1)?.time], [24, "2026-01-02T00:00Z"]);
  assertEquals(run(["--group", "project", "2026-01-01"]).periods?.map(({ name }) => name), [
    "pageviews-20260101-000000",
  ]);
});

Deno.test("parseCommandLine() refuses --stdout for several periods, and takes it for one", () => {
  assertEquals(run(["--every", "day", "--stdout", "2026-01-01"]).hours.length, 24);
  assertStringIncludes(
    refusal("--every", "day", "--stdout", "2026-01-01", "2026-01-02"),
    "Cannot write 2 days",
  );
});
