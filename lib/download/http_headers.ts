/** `Sun, 06 Nov 1994 08:49:37 GMT`, the one form that servers may send: RFC 9110, section 5.6.7. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** A strong entity tag; a weak one begins with `W/` and does not promise equal bytes: RFC 9110, section 8.8.3. */
const STRONG_ETAG = /^"[\x21\x23-\x7e]*"$/;

const CONTENT_RANGE = /^bytes (\d+)-(\d+)\/(\d+)$/;

/**
 * How long the server asks to wait: RFC 9110, section 10.2.3.
 *
 * @param headers The headers of an answer.
 * @param now The moment at which they came.
 * @returns Milliseconds from `now`; 0 when the server does not say, or says what cannot be followed (a time that
 *   has passed, a negative number, anything else that is neither seconds nor a date).
 */
export function retryAfterMs(headers: Headers, now: Temporal.Instant): number {
  const value = headers.get("retry-after") ?? "";
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  if (!HTTP_DATE.test(value)) return 0;
  const waitMs = Date.parse(value) - now.epochMilliseconds;
  return waitMs > 0 ? waitMs : 0;
}

/**
 * What tells this version of a file from every other, to send as If-Range: RFC 9110, section 13.1.5.
 *
 * @param headers The headers of an answer.
 * @returns The strong ETag, else Last-Modified; undefined when there is neither.
 */
export function rangeValidator(headers: Headers): string | undefined {
  return [headers.get("etag"), headers.get("last-modified")].find(isRangeValidator);
}

/**
 * Whether a value may be sent as If-Range.
 *
 * @param value Anything, for example what was read from a file.
 * @returns Whether it is a strong ETag or a date.
 */
export function isRangeValidator(value: unknown): value is string {
  return typeof value === "string" && (STRONG_ETAG.test(value) || HTTP_DATE.test(value));
}

/**
 * Which bytes of how many a 206 carries: RFC 9110, section 14.4.
 *
 * @param headers The headers of an answer.
 * @returns The first byte's offset and the length of the whole file in bytes; undefined when the header is absent,
 *   not understood, or contradicts itself.
 */
export function contentRange(
  headers: Headers,
): { readonly start: number; readonly total: number } | undefined {
  const [start, end, total] = CONTENT_RANGE.exec(headers.get("content-range") ?? "")?.slice(1).map(Number) ??
    [];
  if (start === undefined || end === undefined || total === undefined) return undefined;
  return start <= end && end < total && Number.isSafeInteger(total) ? { start, total } : undefined;
}

/**
 * How long a body is said to be.
 *
 * @param headers The headers of an answer.
 * @returns The length in bytes; undefined when the server does not say.
 */
export function contentLength(headers: Headers): number | undefined {
  const value = headers.get("content-length") ?? "";
  return /^\d+$/.test(value) ? Number(value) : undefined;
}
