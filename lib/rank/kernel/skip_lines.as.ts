import { LINE_TAIL, LINE_TAIL_BYTES, LINE_TAIL_MASK, QUANTUM, SPACE } from "./bytes.as";

/** More digits than this go to the caller, so that the number here cannot overflow. */
const MAX_DIGITS: usize = 9;

let lastSkipped: i32 = 0;

/** How many lines the last call of `skipLines` passed over. */
export function skippedLines(): i32 {
  return lastSkipped;
}

@inline
function digitAt(position: usize): u32 {
  return (load<u8>(position) as u32) - 0x30;
}

/**
 * Passes over lines that belong to one domain, are well-formed and have fewer than `minViews` views.
 *
 * @param from Where a line starts.
 * @param end Where the last line ends, after its LF.
 * @param domain Where the domain code stands, 16 bytes of memory.
 * @param domainLength Its length with the space after it, up to 16; 0 when every line is to be looked at.
 * @param minViews From how many views on a line matters.
 * @param maxLineBytes Longer lines, with their LF, are left to the caller.
 * @returns Where the first line starts that the caller has to look at; `end` when there is none.
 */
export function skipLines(
  from: usize,
  end: usize,
  domain: usize,
  domainLength: i32,
  minViews: u32,
  maxLineBytes: usize,
): usize {
  const domainBytes = v128.load(domain);
  const domainMask: i32 = (1 << domainLength) - 1;
  const spaces = i8x16.splat(SPACE as i8);
  let start = from;
  let lines = 0;
  if (domainLength == 0) end = from;
  while (start < end) {
    const sameBytes = i8x16.bitmask(i8x16.eq(v128.load(start), domainBytes));
    if ((sameBytes & domainMask) != domainMask) break;

    let titleEnd = start + domainLength;
    // Two quanta in one go: most titles end within them, so that how often this goes round can be foreseen.
    let separators: i32;
    while (
      (separators = i8x16.bitmask(i8x16.le_u(v128.load(titleEnd), spaces)) |
        i8x16.bitmask(i8x16.le_u(v128.load(titleEnd + QUANTUM), spaces)) << (QUANTUM as i32)) == 0
    ) titleEnd += 2 * QUANTUM;
    titleEnd += ctz(separators);
    if (load<u8>(titleEnd) != SPACE) break;

    const countStart = titleEnd + 1;
    let views = digitAt(countStart);
    if (views > 9) break;
    let countEnd = countStart + 1;
    while ((load<u32>(countEnd) & LINE_TAIL_MASK) != LINE_TAIL) {
      const digit = digitAt(countEnd);
      if (digit > 9 || countEnd - countStart == MAX_DIGITS) return stopAt(start, lines);
      views = views * 10 + digit;
      countEnd++;
    }
    const next = countEnd + LINE_TAIL_BYTES;
    if (views >= minViews || views == 0 || next - start > maxLineBytes) break;
    lines++;
    start = next;
  }
  return stopAt(start, lines);
}

@inline
function stopAt(start: usize, lines: i32): usize {
  lastSkipped = lines;
  return start;
}
