import { assertEquals, assertThrows } from "@std/assert";
import { type Every, periodsOfRange } from "../../lib/period/period.ts";
import { UsageError } from "../../lib/cli/usage_error.ts";

const NOW = Temporal.Instant.from("2024-06-15T12:00Z");

interface Shown {
  readonly name: string;
  readonly first: string;
  readonly last: string;
  readonly hours: number;
}

function periods(every: Every, ...args: string[]): Shown[] {
  return periodsOfRange(args, every, NOW).map(({ name, hours }) => ({
    name,
    first: hours[0]!.time,
    last: hours.at(-1)!.time,
    hours: hours.length,
  }));
}

Deno.test("periodsOfRange() makes a day of the dumps named 01:00 to 00:00 of the next day", () => {
  assertEquals(periods("day", "2023-12-31"), [
    { name: "top-2023-12-31", first: "2023-12-31T01:00Z", last: "2024-01-01T00:00Z", hours: 24 },
  ]);
});

Deno.test("periodsOfRange() gives every day from START to END", () => {
  assertEquals(periods("day", "2024-02-28", "2024-03-01").map(({ name }) => name), [
    "top-2024-02-28",
    "top-2024-02-29",
    "top-2024-03-01",
  ]);
});

Deno.test("periodsOfRange() counts weeks as ISO 8601 does, over the turn of the year", () => {
  assertEquals(periods("week", "2020-12-31", "2021-01-04"), [
    { name: "top-2020-W53", first: "2020-12-28T01:00Z", last: "2021-01-04T00:00Z", hours: 168 },
    { name: "top-2021-W01", first: "2021-01-04T01:00Z", last: "2021-01-11T00:00Z", hours: 168 },
  ]);
});

Deno.test("periodsOfRange() takes the name of a week", () => {
  assertEquals(periods("week", "2020-W53", "2021-W01").map(({ name }) => name), [
    "top-2020-W53",
    "top-2021-W01",
  ]);
  assertEquals(periods("week", "2019-W01")[0]!.first, "2018-12-31T01:00Z");
});

Deno.test("periodsOfRange() takes the name of a month, or any of its days", () => {
  const february = {
    name: "top-2024-02",
    first: "2024-02-01T01:00Z",
    last: "2024-03-01T00:00Z",
    hours: 29 * 24,
  };
  assertEquals(periods("month", "2024-02"), [february]);
  assertEquals(periods("month", "2024-02-17"), [february]);
});

Deno.test("periodsOfRange() makes one period of the whole range with all, of dumps as they are named", () => {
  assertEquals(periods("all", "2024-01-01T00", "2024-01-07T12:00"), [
    {
      name: "top-20240101T00-20240107T12",
      first: "2024-01-01T00:00Z",
      last: "2024-01-07T12:00Z",
      hours: 6 * 24 + 13,
    },
  ]);
});

Deno.test("periodsOfRange() makes each hour a period of its own, named as its dump", () => {
  assertEquals(periods("hour", "2024-01-01T00", "2024-01-01T01").map(({ name }) => name), [
    "pageviews-20240101-000000",
    "pageviews-20240101-010000",
  ]);
});

Deno.test("periodsOfRange() takes the last whole period that ended 24 hours ago when nothing is given", () => {
  assertEquals(periods("day").map(({ name }) => name), ["top-2024-06-13"]);
  assertEquals(periods("week").map(({ name }) => name), ["top-2024-W23"]);
  assertEquals(periods("month").map(({ name }) => name), ["top-2024-05"]);
  const justOver = Temporal.Instant.from("2024-06-15T00:00Z");
  assertEquals(periodsOfRange([], "day", justOver)[0]!.name, "top-2024-06-13");
});

Deno.test("periodsOfRange() takes a period that is not over with all its dumps", () => {
  assertEquals(periods("day", "2024-06-15")[0]!.hours, 24);
});

Deno.test("periodsOfRange() begins the first periods with the first dump there is", () => {
  assertEquals(periods("week", "2015-W18"), [
    { name: "top-2015-W18", first: "2015-05-01T01:00Z", last: "2015-05-04T00:00Z", hours: 72 },
  ]);
  assertEquals(periods("day", "2015-05-01")[0]!.first, "2015-05-01T01:00Z");
});

for (
  const [every, args, message] of [
    ["day", ["2024-06-16"], "that day has not begun; expected 2024-06-15 or an earlier one"],
    ["day", ["2024-02-30"], "expected a day such as 2024-01-31 with --every day"],
    ["day", ["2024-02"], "expected a day such as 2024-01-31 with --every day"],
    ["day", ["2024-01-05T08"], "expected a day such as 2024-01-31"],
    ["day", ["2015-04-30"], "the dumps begin with 2015-05-01"],
    ["week", ["2021-W53"], "or an ISO week such as 2024-W05 with --every week"],
    ["week", ["2024-W00"], "or an ISO week such as 2024-W05 with --every week"],
    ["month", ["2024-13"], "or a month such as 2024-01 with --every month"],
    ["month", ["2024-05", "2024-04"], 'it is before START "2024-05"'],
    ["day", ["2024-01-01", "2024-01-02", "2024-01-03"], "Cannot use a third argument"],
  ] as const
) {
  Deno.test(`periodsOfRange() refuses ${args.join(" ")} with ${every}`, () => {
    assertThrows(() => periodsOfRange(args, every, NOW), UsageError, message);
  });
}
