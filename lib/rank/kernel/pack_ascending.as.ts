import { LF, LINE_TAIL, LINE_TAIL_MASK, QUANTUM, QUOTE, SPACE } from "./bytes.as";

/** ` 1` as a little-endian number: the count of most lines. */
const ONE_VIEW: u16 = 0x31_20;
/** A packed line says by a byte of this value or more how much it shares with the line before; so it is never LF. */
export const SHARED_BASE: i32 = 0x0b;
const MAX_SHARED: usize = 244;

let lastInnerQuotes: i32 = 0;
let lastPackedEnd: usize = 0;

/** How many lines of the last call of `packAscending` hold a `"` after the first byte of a title that does not start with one. */
export function innerQuotes(): i32 {
  return lastInnerQuotes;
}

/** Where the packed lines of the last call of `packAscending` end. */
export function packedEnd(): usize {
  return lastPackedEnd;
}

/** Which of 16 bytes end a line or are quotes. */
@inline
function marksAt(position: usize): i32 {
  const text = v128.load(position);
  const marks = v128.or(i8x16.eq(text, i8x16.splat(LF as i8)), i8x16.eq(text, i8x16.splat(QUOTE as i8)));
  return i8x16.bitmask(marks);
}

/**
 * Packs lines that are well-formed and belong to one domain, as long as their titles ascend in byte order, none equal to
 * the one before. A packed line is a byte that says how many bytes its title shares with the one before, up to 244, plus
 * 11, and what follows them in the line, without a ` 0` or ` 1 0` at its end.
 *
 * @param from Where a line starts.
 * @param end Where the last line ends, after its LF.
 * @param titleOffset Where the titles start within their lines.
 * @param firstShared How many bytes the first title shares with the one before.
 * @param packed Where the packed lines go, which take no more than the lines; there is room for 32 bytes besides. 0: they
 *   are not wanted.
 * @returns Where the first line starts whose title does not come after the one before; `end` when all do.
 */
export function packAscending(
  from: usize,
  end: usize,
  titleOffset: usize,
  firstShared: usize,
  packed: usize,
): usize {
  const spaces = i8x16.splat(SPACE as i8);
  let shared = firstShared;
  let previous: usize = 0;
  let line = from;
  let out = packed;
  lastInnerQuotes = 0;
  lastPackedEnd = packed;
  while (line < end) {
    const title = line + titleOffset;
    if (previous != 0) {
      const before = previous + titleOffset;
      let position: usize = 0;
      let unlike: i32;
      let titleEnds: i32;
      do {
        const text = v128.load(before + position);
        unlike = ~i8x16.bitmask(i8x16.eq(text, v128.load(title + position))) & 0xffff;
        titleEnds = i8x16.bitmask(i8x16.eq(text, spaces));
        position += QUANTUM;
      } while ((unlike | titleEnds) == 0);
      const first = unlike == 0 ? 16 : ctz(unlike);
      if ((titleEnds & ((1 << first) - 1)) != 0) return line;
      shared = position - QUANTUM + first;
      const old: i32 = load<u8>(before + shared);
      const current: i32 = load<u8>(title + shared);
      if (old != SPACE && (current == SPACE || current < old)) return line;
    }
    let hasInnerQuote = false;
    let lineEnd = title;
    while (true) {
      // Two quanta in one go: most lines end within them, so that how often this goes round can be foreseen.
      const marks = marksAt(lineEnd) | marksAt(lineEnd + QUANTUM) << (QUANTUM as i32);
      if (marks == 0) {
        lineEnd += 2 * QUANTUM;
        continue;
      }
      lineEnd += ctz(marks);
      if (load<u8>(lineEnd) == LF) break;
      if (lineEnd != title) hasInnerQuote = true;
      lineEnd++;
    }
    if (hasInnerQuote && load<u8>(title) != QUOTE) lastInnerQuotes++;

    if (packed != 0) {
      if (shared > MAX_SHARED) shared = MAX_SHARED;
      store<u8>(out++, (shared + SHARED_BASE) as u8);
      let textEnd = lineEnd;
      if ((load<u32>(lineEnd - 2) & LINE_TAIL_MASK) == LINE_TAIL) {
        textEnd -= 2;
        if (load<u16>(textEnd - 2) == ONE_VIEW) textEnd -= 2;
      }
      for (let source = title + shared, to = out; source < textEnd; source += 2 * QUANTUM, to += 2 * QUANTUM) {
        v128.store(to, v128.load(source));
        v128.store(to, v128.load(source, QUANTUM), QUANTUM);
      }
      out += textEnd - title - shared;
      store<u8>(out++, LF as u8);
      lastPackedEnd = out;
    }
    previous = line;
    line = lineEnd + 1;
  }
  return end;
}
