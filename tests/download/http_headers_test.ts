import { assertEquals } from "@std/assert";
import {
  contentLength,
  contentRange,
  isRangeValidator,
  rangeValidator,
  retryAfterMs,
} from "../../lib/download/http_headers.ts";

const NOW = Temporal.Instant.from("2020-01-01T10:00:00Z");

for (
  const [value, waitMs] of [
    ["0", 0],
    ["5", 5000],
    ["31536000", 31_536_000_000],
    ["9".repeat(400), Infinity],
    ["Wed, 01 Jan 2020 10:02:00 GMT", 120_000],
    ["Wed, 01 Jan 2020 10:00:00 GMT", 0],
    ["Sun, 06 Nov 1994 08:49:37 GMT", 0],
    ["-5", 0],
    ["5.5", 0],
    ["1e3", 0],
    ["0x10", 0],
    ["5 s", 0],
    ["tomorrow", 0],
    ["2020-01-01T10:02:00Z", 0],
    ["Wed, 99 Foo 2020 10:02:00 GMT", 0],
    ["", 0],
  ] as const
) {
  Deno.test(`retryAfterMs() gives ${waitMs} when the header is ${JSON.stringify(value.slice(0, 40))}`, () => {
    assertEquals(retryAfterMs(new Headers({ "Retry-After": value }), NOW), waitMs);
  });
}

Deno.test("retryAfterMs() gives 0 when there is no header", () => {
  assertEquals(retryAfterMs(new Headers(), NOW), 0);
});

Deno.test("rangeValidator() prefers a strong ETag, falls back on Last-Modified, and never gives a weak ETag", () => {
  const date = "Wed, 01 Jan 2020 10:00:00 GMT";
  assertEquals(rangeValidator(new Headers({ "ETag": '"a"', "Last-Modified": date })), '"a"');
  assertEquals(rangeValidator(new Headers({ "ETag": 'W/"a"', "Last-Modified": date })), date);
  assertEquals(rangeValidator(new Headers({ "ETag": 'W/"a"' })), undefined);
  assertEquals(rangeValidator(new Headers({ "Last-Modified": "yesterday" })), undefined);
  assertEquals(rangeValidator(new Headers()), undefined);
});

Deno.test("isRangeValidator() refuses what cannot stand in a header", () => {
  assertEquals(isRangeValidator('"5e0be100-1a2b"'), true);
  for (const value of [undefined, 5, "", "abc", '"a', '"a"b"', '"a"\r\nX: 1', '"ä"']) {
    assertEquals(isRangeValidator(value), false);
  }
});

for (
  const [value, range] of [
    ["bytes 5-9/10", { start: 5, total: 10 }],
    ["bytes 0-0/1", { start: 0, total: 1 }],
    ["bytes 5-9/*", undefined],
    ["bytes */10", undefined],
    ["bytes 9-5/10", undefined],
    ["bytes 5-10/10", undefined],
    ["bytes 5-9/10, 1-2/10", undefined],
    ["items 5-9/10", undefined],
    [`bytes 5-9/${"9".repeat(30)}`, undefined],
    ["", undefined],
  ] as const
) {
  Deno.test(`contentRange() gives ${JSON.stringify(range)} when the header is ${JSON.stringify(value)}`, () => {
    assertEquals(contentRange(new Headers({ "Content-Range": value })), range);
  });
}

Deno.test("contentLength() gives the number of bytes, or nothing when it is not digits", () => {
  assertEquals(contentLength(new Headers({ "Content-Length": "1234" })), 1234);
  assertEquals(contentLength(new Headers({ "Content-Length": "0" })), 0);
  for (const value of ["", "-1", "1e3", "0x10", "12 34"]) {
    assertEquals(contentLength(new Headers({ "Content-Length": value })), undefined);
  }
  assertEquals(contentLength(new Headers()), undefined);
});
