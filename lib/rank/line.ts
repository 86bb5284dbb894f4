/**
 * One line of a dump, `domain_code page_title count_views total_response_size`, taken apart as bytes.
 *
 * @module
 */

export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
const DIGIT_0 = 0x30;
const DELETE = 0x7f;

/** The longest line that a dump may hold, in bytes without its LF; the longest real one seen has 253. */
export const MAX_LINE_BYTES = 65_536;

/** The longest domain code as it stands in the dump; it is a part of a DNS name. */
export const MAX_DOMAIN_CODE_BYTES = 255;

/** What is wrong with a line. The engines say the same. */
export const LineFault = {
  Columns: "not 4 columns",
  DomainCode: `domain_code is not of 1 to ${MAX_DOMAIN_CODE_BYTES} printable ASCII characters`,
  CountViews: "count_views is not a positive whole number",
  LargeCountViews: "count_views is above 2^53-1",
  ResponseSize: "total_response_size is not a whole number",
} as const;

/** One of the reasons of {@linkcode LineFault}. */
export type LineFault = typeof LineFault[keyof typeof LineFault];

/** Where a line's columns are; one object serves all lines. */
export interface LineColumns {
  /** Where the domain code ends: the first space. */
  domainEnd: number;
  /** Where the page title ends: the second space. */
  titleEnd: number;
  countViews: number;
}

function isDomainCode(text: Uint8Array, from: number, to: number): boolean {
  if (from === to || to - from > MAX_DOMAIN_CODE_BYTES) return false;
  for (let i = from; i < to; i++) if (text[i] <= SPACE || text[i] >= DELETE) return false;
  return true;
}

/** The number that the digits in `[from, to)` stand for; -1 when there are none or something else is there. */
function parseDigits(text: Uint8Array, from: number, to: number): number {
  let value = from < to ? 0 : -1;
  for (let i = from; i < to; i++) {
    const digit = text[i] - DIGIT_0;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/**
 * Takes a line apart.
 *
 * @param text Holds the line.
 * @param from Where the line starts.
 * @param to Where it ends: its LF, or the CR before that.
 * @param columns Filled in, when nothing is wrong.
 * @returns What is wrong with the line, or undefined.
 */
export function parseLine(
  text: Uint8Array,
  from: number,
  to: number,
  columns: LineColumns,
): LineFault | undefined {
  let spaces = 0;
  let domainEnd = to;
  let titleEnd = to;
  let countEnd = to;
  for (let i = from; i < to; i++) {
    if (text[i] !== SPACE) continue;
    if (spaces === 0) domainEnd = i;
    else if (spaces === 1) titleEnd = i;
    else countEnd = i;
    spaces++;
  }
  if (spaces !== 3) return LineFault.Columns;
  if (!isDomainCode(text, from, domainEnd)) return LineFault.DomainCode;
  const countViews = parseDigits(text, titleEnd + 1, countEnd);
  if (countViews <= 0) return LineFault.CountViews;
  if (countViews > Number.MAX_SAFE_INTEGER) return LineFault.LargeCountViews;
  if (parseDigits(text, countEnd + 1, to) < 0) return LineFault.ResponseSize;
  columns.domainEnd = domainEnd;
  columns.titleEnd = titleEnd;
  columns.countViews = countViews;
  return undefined;
}
