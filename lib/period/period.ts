import { type DumpHour, dumpHour, hoursOfRange } from "../hours.ts";
import { UsageError } from "../cli/usage_error.ts";

/** What one result covers. */
export type Every = "hour" | "day" | "week" | "month" | "all";

/** A stretch of time that gets one result. */
export interface Period {
  /** Such as `2024-01-05`, `2024-W05`, `2024-01` or `20240101T00-20240107T12`; an hour's is its time. */
  readonly label: string;
  /** The stem of its result's file name: `top-2024-01-05`; an hour's is that of its dump. */
  readonly name: string;
  /** The dumps that it is made of, in order of time; at least one. */
  readonly hours: readonly DumpHour[];
}

type Calendar = Exclude<Every, "hour" | "all">;

const FORMS: Readonly<Record<Calendar, string>> = {
  day: "a day such as 2024-01-31",
  week: "a day such as 2024-01-31 or an ISO week such as 2024-W05",
  month: "a day such as 2024-01-31 or a month such as 2024-01",
};

/** The first dump is named 2015-05-01 01:00, so that day is the first one. */
const FIRST_DAY = Temporal.PlainDate.from("2015-05-01");

/**
 * The periods that the arguments of a command line mean, in UTC. A period is made of the dumps that count what was
 * viewed in it. These are named by the end of their hour: January 5 is the dumps named January 5 01:00 to January 6
 * 00:00.
 *
 * @param args Nothing: the last whole period that ended 24 hours ago or more. START: its period. START and END: every
 *   period from one to the other, both included. With `day`, `week` and `month` these are dates, and mean periods; with
 *   `hour` and `all` they are times, and mean dumps.
 * @param every What one period is; `all` makes a single one of the whole range.
 * @param now The present moment. A period that is not over yet is made of all its dumps, the coming ones included.
 * @returns One period or more, in order of time.
 * @throws {UsageError} When an argument is not a date (or time), means a time before the first dump or after the
 *   present, when END is before START, or when there are more than two arguments.
 */
export function periodsOfRange(
  args: readonly string[],
  every: Every,
  now: Temporal.Instant,
): readonly Period[] {
  if (every === "hour") return hoursOfRange(args, now).map(periodOfHour);
  if (every === "all") return [periodOfRange(hoursOfRange(args, now))];
  const [startText, endText, third] = args;
  if (third !== undefined) {
    throw new UsageError(
      `Cannot use a third argument ${JSON.stringify(third)}: expected START and END at most`,
    );
  }
  const dayAgo = dateOf(now.subtract({ hours: 24 }));
  if (startText === undefined) return [calendarPeriod(firstDay(dayAgo, every).subtract({ days: 1 }), every)];
  const start = readDate("START", startText, every, now);
  const end = endText === undefined ? start : readDate("END", endText, every, now);
  if (Temporal.PlainDate.compare(end, start) < 0) {
    throw new UsageError(
      `Cannot use END ${JSON.stringify(endText)}: it is before START ${JSON.stringify(startText)}; ` +
        "expected the earlier one first",
    );
  }
  return [...calendarPeriods(start, end, every)];
}

function periodOfHour(hour: DumpHour): Period {
  return { label: hour.time, name: hour.name, hours: [hour] };
}

function periodOfRange(hours: readonly DumpHour[]): Period {
  const [first, last] = [hours[0]!, hours.at(-1)!].map(({ time }) => time.slice(0, 13).replaceAll("-", ""));
  const label = `${first}-${last}`;
  return { label, name: `top-${label}`, hours };
}

function* calendarPeriods(
  start: Temporal.PlainDate,
  end: Temporal.PlainDate,
  every: Calendar,
): Generator<Period> {
  let day = firstDay(start, every);
  while (Temporal.PlainDate.compare(day, end) <= 0) {
    yield calendarPeriod(day, every);
    day = nextFirstDay(day, every);
  }
}

function calendarPeriod(day: Temporal.PlainDate, every: Calendar): Period {
  const from = firstDay(day, every);
  const start = Temporal.PlainDate.compare(from, FIRST_DAY) < 0 ? FIRST_DAY : from;
  const hours = nextFirstDay(from, every).since(start).days * 24;
  const midnight = start.toZonedDateTime("UTC").toInstant();
  const label = labelOf(from, every);
  return {
    label,
    name: `top-${label}`,
    hours: Array.from({ length: hours }, (_, index) => dumpHour(midnight.add({ hours: index + 1 }))),
  };
}

function labelOf(first: Temporal.PlainDate, every: Calendar): string {
  switch (every) {
    case "day":
      return first.toString();
    case "week":
      return `${first.yearOfWeek}-W${String(first.weekOfYear).padStart(2, "0")}`;
    case "month":
      return first.toPlainYearMonth().toString();
  }
}

function firstDay(day: Temporal.PlainDate, every: Calendar): Temporal.PlainDate {
  if (every === "week") return day.subtract({ days: day.dayOfWeek - 1 });
  return every === "month" ? day.with({ day: 1 }) : day;
}

function nextFirstDay(first: Temporal.PlainDate, every: Calendar): Temporal.PlainDate {
  return first.add({ [`${every}s`]: 1 });
}

function dateOf(instant: Temporal.Instant): Temporal.PlainDate {
  return instant.toZonedDateTimeISO("UTC").toPlainDate();
}

/** Some day of what is meant. */
function readDate(
  argument: "START" | "END",
  text: string,
  every: Calendar,
  now: Temporal.Instant,
): Temporal.PlainDate {
  const date = parseDate(text, every);
  const refuse = (why: string): never => {
    throw new UsageError(`Cannot use ${argument} ${JSON.stringify(text)}: ${why}`);
  };
  if (!date) return refuse(`expected ${FORMS[every]} with --every ${every}`);
  const first = firstDay(date, every);
  if (Temporal.PlainDate.compare(nextFirstDay(first, every), FIRST_DAY) <= 0) {
    return refuse(
      `the dumps begin with ${labelOf(firstDay(FIRST_DAY, every), every)}; expected that or a later ${every}`,
    );
  }
  const today = dateOf(now);
  if (Temporal.PlainDate.compare(first, today) > 0) {
    return refuse(
      `that ${every} has not begun; expected ${labelOf(firstDay(today, every), every)} or an earlier one`,
    );
  }
  return date;
}

function parseDate(text: string, every: Calendar): Temporal.PlainDate | undefined {
  try {
    if (/^\d{4}-\d\d-\d\d$/.test(text)) return Temporal.PlainDate.from(text);
    if (every === "month" && /^\d{4}-\d\d$/.test(text)) return Temporal.PlainDate.from(`${text}-01`);
    return every === "week" ? parseWeek(text) : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** January 4 is always in the first ISO week. */
function parseWeek(text: string): Temporal.PlainDate | undefined {
  const [, year, week] = /^(\d{4})-W(\d\d)$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  const monday = firstDay(Temporal.PlainDate.from(`${year}-01-04`), "week").add({ weeks: Number(week) - 1 });
  return labelOf(monday, "week") === text ? monday : undefined;
}
