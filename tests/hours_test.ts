import { assert, assertEquals, assertNotMatch, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { dumpHour, hoursOfRange } from "../lib/hours.ts";
import { UsageError } from "../lib/cli/usage_error.ts";

const NOW = Temporal.Instant.from("2026-01-15T10:30:00Z");

function timesOf(...args: string[]): string[] {
  return hoursOfRange(args, NOW).map(({ time }) => time);
}

function refusal(...args: string[]): string {
  return assertThrows(() => hoursOfRange(args, NOW), UsageError).message;
}

Deno.test("dumpHour() gives the name and the path of the dump", () => {
  assertEquals(dumpHour(Temporal.Instant.from("2020-01-01T08:00Z")), {
    time: "2020-01-01T08:00Z",
    name: "pageviews-20200101-080000",
    urlPath: "2020/2020-01/pageviews-20200101-080000.gz",
  });
});

Deno.test("dumpHour() gives the dump named by the end of the hour when the time is inside an hour", () => {
  const nameOf = (time: string): string => dumpHour(Temporal.Instant.from(time)).name;
  assertEquals(nameOf("2020-01-01T07:00:00.000000001Z"), "pageviews-20200101-080000");
  assertEquals(nameOf("2020-01-01T07:30Z"), "pageviews-20200101-080000");
  assertEquals(nameOf("2020-01-01T07:59:59.999Z"), "pageviews-20200101-080000");
  assertEquals(nameOf("2020-01-01T08:00:00.001Z"), "pageviews-20200101-090000");
});

Deno.test("dumpHour() puts the last hour of a year into the next year's folder", () => {
  assertEquals(
    dumpHour(Temporal.Instant.from("2019-12-31T23:30Z")).urlPath,
    "2020/2020-01/pageviews-20200101-000000.gz",
  );
});

Deno.test("hoursOfRange() gives the hour 24 hours ago when there is no argument", () => {
  assertEquals(timesOf(), ["2026-01-14T11:00Z"]);
  const fullHour = Temporal.Instant.from("2026-01-15T10:00Z");
  assertEquals(hoursOfRange([], fullHour), [dumpHour(Temporal.Instant.from("2026-01-14T10:00Z"))]);
});

Deno.test("hoursOfRange() reads times as people write them", () => {
  const spellings = [
    "2020-01-01 8:00",
    "2020-01-01 08",
    "2020-01-01 08:00",
    "2020-01-01T08",
    "2020-01-01T8Z",
    "2020-01-01T08:00",
    "2020-01-01T08:00Z",
    "2020-01-01t08:00z",
    "2020-01-01T08:00:00",
    "2020-01-01T08:00:00.000Z",
    "2020-01-01T10:00+02:00",
    "2020-01-01T10:00+0200",
    "2020-01-01 10+02",
    "2020-01-01T13:30+05:30",
    "2019-12-31T20:00-12:00",
    "2020-01-01 07:30",
    "2020-01-01T07:00:01Z",
  ];
  for (const spelling of spellings) assertEquals(timesOf(spelling), ["2020-01-01T08:00Z"], spelling);
});

Deno.test("hoursOfRange() takes a date alone for its midnight", () => {
  assertEquals(timesOf("2020-01-01"), ["2020-01-01T00:00Z"]);
  assertEquals(timesOf("2024-02-29"), ["2024-02-29T00:00Z"]);
});

Deno.test("hoursOfRange() gives every hour of a range, both ends included", () => {
  assertEquals(timesOf("2019-12-31 22:00", "2020-01-01 01:00"), [
    "2019-12-31T22:00Z",
    "2019-12-31T23:00Z",
    "2020-01-01T00:00Z",
    "2020-01-01T01:00Z",
  ]);
  assertEquals(timesOf("2020-01-01T08", "2020-01-01T08"), ["2020-01-01T08:00Z"]);
  assertEquals(timesOf("2020-01-01T07:10", "2020-01-01T08:10"), ["2020-01-01T08:00Z", "2020-01-01T09:00Z"]);
});

Deno.test("hoursOfRange() gives as many different hours as lie between any two times", () => {
  const minute = fc.integer({ min: 0, max: 5_000_000 });
  fc.assert(
    fc.property(minute, fc.integer({ min: 0, max: 10_000 }), (startMinute, length) => {
      const first = Temporal.Instant.from("2015-05-01T01:00Z").add({ minutes: startMinute });
      const last = first.add({ minutes: length });
      const hours = hoursOfRange([`${first}`, `${last}`], NOW);
      assertEquals(hours[0], dumpHour(first));
      assertEquals(hours.at(-1), dumpHour(last));
      assertEquals(new Set(hours.map(({ name }) => name)).size, hours.length);
      const spanned = Temporal.Instant.from(hours.at(-1)!.time).since(Temporal.Instant.from(hours[0]!.time));
      assertEquals(spanned.total("hours"), hours.length - 1);
    }),
  );
});

Deno.test("hoursOfRange() takes the first dump and the newest, and nothing beyond", () => {
  assertEquals(timesOf("2015-05-01T00:30"), ["2015-05-01T01:00Z"]);
  assertEquals(timesOf("2026-01-15T10:00"), ["2026-01-15T10:00Z"]);
  const history = hoursOfRange(["2015-05-01T01", "2026-01-15T10"], NOW);
  assertEquals(history.length, 93_898);

  assertStringIncludes(refusal("2015-05-01T00:00"), 'START "2015-05-01T00:00"');
  assertStringIncludes(refusal("2015-05-01"), "2015-05-01T01:00Z");
  assertStringIncludes(refusal("2026-01-15T10:01"), "expected 2026-01-15T10:00Z or an earlier time");
  assertStringIncludes(refusal("2026-01-15T01", "2026-01-15T10:30+00:00"), 'END "2026-01-15T10:30+00:00"');
});

Deno.test("hoursOfRange() names the argument and the form it expects when it cannot be read", () => {
  const unreadable = [
    "",
    " ",
    "yesterday",
    "../../x",
    "2024",
    "2024-1-1",
    "20240101T08",
    "2024-01-01T",
    "2024-01-01 8:0",
    "2024-01-01T08:60",
    "2024-01-01T08:00:60",
    "2024-01-01T08:00[Europe/Rome]",
    "2024-01-01T08:00 ",
    "2024-01-01T08:00Z\n",
    "+002024-01-01T08",
    "２０２４-01-01",
  ];
  for (const text of unreadable) {
    assertStringIncludes(refusal(text), `Cannot read START ${JSON.stringify(text)}: expected a time`, text);
  }
  assertStringIncludes(refusal("2024-01-01", "8:00"), 'Cannot read END "8:00": expected a time');
});

Deno.test("hoursOfRange() refuses days and times that the calendar does not have", () => {
  const impossible = ["2024-13-40", "2023-02-29", "2024-00-01", "2024-01-01 24:00", "2024-01-01T08:00+24:00"];
  for (const text of impossible) {
    assertStringIncludes(refusal(text), `START ${JSON.stringify(text)}: there is no such day or time`, text);
  }
});

Deno.test("hoursOfRange() refuses an END before START", () => {
  const message = refusal("2020-01-01T08", "2020-01-01T09:00+02:00");
  assertStringIncludes(
    message,
    'Cannot use END "2020-01-01T09:00+02:00": it is before START "2020-01-01T08"',
  );
});

Deno.test("hoursOfRange() refuses a third argument and tells of quotes", () => {
  const message = refusal("2020-01-01", "8:00", "2020-01-01", "9:00");
  assertStringIncludes(message, 'third argument "2020-01-01"');
  assertStringIncludes(message, "quotes");
});

Deno.test("hoursOfRange() tells of quotes when END is a time of day alone", () => {
  for (const time of ["8", "08:00", "8:00Z"]) {
    assertStringIncludes(refusal("2020-01-01", time), "needs quotes");
  }
  assert(!refusal("2020-01-01", "tomorrow").includes("quotes"));
});

Deno.test("hoursOfRange() escapes control characters in its messages", () => {
  const message = refusal("\x1b[2J\n");
  // deno-lint-ignore no-control-regex
  assertNotMatch(message, /[\x00-\x1f]/);
});

Deno.test("hoursOfRange() gives the same hours in every local time zone", async () => {
  const module = new URL("../lib/hours.ts", import.meta.url);
  const code = `import { hoursOfRange } from ${JSON.stringify(module)};
    const now = Temporal.Instant.from("${NOW}");
    console.log(hoursOfRange(["2024-03-31 00:30", "2024-03-31 03:30"], now).map(({ time }) => time).join());`;
  for (const zone of ["Europe/Rome", "Pacific/Apia", "Asia/Kathmandu"]) {
    const { success, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--no-config", "--no-lock", code],
      env: { TZ: zone, NO_COLOR: "1" },
    }).output();
    assert(success, zone);
    assertEquals(
      new TextDecoder().decode(stdout),
      "2024-03-31T01:00Z,2024-03-31T02:00Z,2024-03-31T03:00Z,2024-03-31T04:00Z\n",
      zone,
    );
  }
});
