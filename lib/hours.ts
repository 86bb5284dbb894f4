import { UsageError } from "./cli/usage_error.ts";

/** One hourly dump; dumps are named by the end of the hour that they count, in UTC. */
export interface DumpHour {
  /** The time in the dump's name, as in `2020-01-01T08:00Z`. */
  readonly time: string;
  /** `pageviews-20200101-080000`, the stem of the dump's and of its result's file name. */
  readonly name: string;
  /** Where it lies under a base URL: `2020/2020-01/pageviews-20200101-080000.gz`. */
  readonly urlPath: string;
}

const HOUR_MS = 3_600_000;

/** https://dumps.wikimedia.org/other/pageviews/2015/2015-05/ begins with `pageviews-20150501-010000.gz`. */
const FIRST_DUMP = Temporal.Instant.from("2015-05-01T01:00Z");

const WRITTEN_TIME = new RegExp(
  String.raw`^(?<date>\d{4}-\d\d-\d\d)` +
    String.raw`(?:[Tt ](?<hour>\d\d?)(?<rest>:[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?)?` +
    String.raw`(?<offset>[Zz]|[+-]\d\d(?::?[0-5]\d)?)?)?$`,
);

const EXPECTED_TIME =
  'expected a time such as "2024-01-31 08:00", 2024-01-31T08Z or 2024-01-31T10:00+02:00 (UTC without an offset)';

const TIME_OF_DAY = /^\d\d?(?::\d\d)*[Zz]?$/;

const NEEDS_QUOTES = 'a time with a space in it needs quotes, as in "2024-01-31 08:00"';

/**
 * The dump that counts the views of a moment.
 *
 * @param instant Any moment; the full hour itself belongs to the dump of that name, a moment after it to the next.
 * @returns The dump's time, name and path.
 *
 * @example
 * ```ts
 * dumpHour(Temporal.Instant.from("2020-01-01T07:30Z")).name; // "pageviews-20200101-080000"
 * ```
 */
export function dumpHour(instant: Temporal.Instant): DumpHour {
  const time = endOfHour(instant).toString({ smallestUnit: "minute" });
  const [year, month, day, hour] = time.split(/\D/);
  const name = `pageviews-${year}${month}${day}-${hour}0000`;
  return { time, name, urlPath: `${year}/${year}-${month}/${name}.gz` };
}

/**
 * The hours that the arguments of a command line mean.
 *
 * @param args Nothing: the hour 24 hours ago. START: its hour. START and END: every hour from one to the other,
 *   both included.
 * @param now The present moment; dumps named later than it cannot be asked for.
 * @returns One hour or more, in order of time.
 * @throws {UsageError} When an argument is not a time, lies before the first dump or in the future, when END is
 *   before START, or when there are more than two arguments.
 */
export function hoursOfRange(args: readonly string[], now: Temporal.Instant): readonly DumpHour[] {
  const [startText, endText, third] = args;
  if (third !== undefined) {
    throw new UsageError(
      `Cannot use a third argument ${JSON.stringify(third)}: ` +
        `expected START and END at most; ${NEEDS_QUOTES}`,
    );
  }
  if (startText === undefined) return [dumpHour(now.subtract({ hours: 24 }))];
  const start = readTime("START", startText, now);
  if (endText === undefined) return [dumpHour(start)];
  const end = readTime("END", endText, now);
  if (Temporal.Instant.compare(end, start) < 0) {
    throw new UsageError(
      `Cannot use END ${JSON.stringify(endText)}: it is before START ${JSON.stringify(startText)}; ` +
        "expected the earlier time first",
    );
  }
  return hoursBetween(start, end);
}

function hoursBetween(start: Temporal.Instant, end: Temporal.Instant): DumpHour[] {
  const first = endOfHour(start).epochMilliseconds;
  const count = (endOfHour(end).epochMilliseconds - first) / HOUR_MS + 1;
  return Array.from(
    { length: count },
    (_, index) => dumpHour(Temporal.Instant.fromEpochMilliseconds(first + index * HOUR_MS)),
  );
}

function endOfHour(instant: Temporal.Instant): Temporal.Instant {
  return instant.round({ smallestUnit: "hour", roundingMode: "ceil" });
}

function readTime(argument: "START" | "END", text: string, now: Temporal.Instant): Temporal.Instant {
  const instant = parseTime(argument, text);
  const refuse = (why: string): never => {
    throw new UsageError(`Cannot use ${argument} ${JSON.stringify(text)}: ${why}`);
  };
  if (Temporal.Instant.compare(endOfHour(instant), FIRST_DUMP) < 0) {
    refuse(`the first dump is ${dumpHour(FIRST_DUMP).time}; expected that time or a later one`);
  }
  if (Temporal.Instant.compare(endOfHour(instant), now) > 0) {
    const newest = now.round({ smallestUnit: "hour", roundingMode: "floor" });
    refuse(`its hour is not over yet; expected ${dumpHour(newest).time} or an earlier time`);
  }
  return instant;
}

function parseTime(argument: "START" | "END", text: string): Temporal.Instant {
  const parts = WRITTEN_TIME.exec(text)?.groups;
  if (!parts) {
    const hint = argument === "END" && TIME_OF_DAY.test(text) ? `; ${NEEDS_QUOTES}` : "";
    throw new UsageError(`Cannot read ${argument} ${JSON.stringify(text)}: ${EXPECTED_TIME}${hint}`);
  }
  const { date, hour = "00", rest = ":00", offset = "Z" } = parts;
  try {
    return Temporal.Instant.from(`${date}T${hour.padStart(2, "0")}${rest}${offset}`);
  } catch (cause) {
    throw new UsageError(
      `Cannot read ${argument} ${JSON.stringify(text)}: there is no such day or time; ${EXPECTED_TIME}`,
      { cause },
    );
  }
}
