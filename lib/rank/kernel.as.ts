/**
 * The inner loop over a dump's text, in AssemblyScript, 16 bytes at a time. `deno task kernel` makes
 * kernel.wasm of it. It decides nothing about ranking: it only passes over lines that cannot matter.
 */

const QUANTUM: usize = 16;
/** Column separators and line feeds are the bytes up to this one; so are a few that only odd titles hold. */
const SPACE: i32 = 0x20;
/** ` 0\n` as a little-endian number, with the fourth byte left out: how nearly all lines end. */
const LINE_TAIL: u32 = 0x0a_30_20;
const LINE_TAIL_MASK: u32 = 0x00_ff_ff_ff;
const LINE_TAIL_BYTES: usize = 3;
/** ` 1` as a little-endian number: the count of most lines. */
const ONE_VIEW: u16 = 0x31_20;
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
    let separators: i32;
    while ((separators = i8x16.bitmask(i8x16.le_u(v128.load(titleEnd), spaces))) == 0) titleEnd += QUANTUM;
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

/** The byte `"`. */
const QUOTE: i32 = 0x22;
const LF: i32 = 0x0a;

/** A packed line says by a byte of this value or more how much it shares with the line before; so it is never LF. */
const SHARED_BASE: i32 = 0x0b;
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

/**
 * Packs lines that are well-formed and belong to one domain, as long as their titles ascend in byte order, none equal to
 * the one before. A packed line is a byte that says how many bytes its title shares with the one before, up to 244, plus
 * 11, and what follows them in the line, without a ` 0` or ` 1 0` at its end.
 *
 * @param from Where a line starts.
 * @param end Where the last line ends, after its LF.
 * @param titleOffset Where the titles start within their lines.
 * @param firstShared How many bytes the first title shares with the one before.
 * @param packed Where the packed lines go, which take no more than the lines; there is room for 16 bytes besides. 0: they
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
  const quotes = i8x16.splat(QUOTE as i8);
  const lineFeeds = i8x16.splat(LF as i8);
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
      const text = v128.load(lineEnd);
      const marks = i8x16.bitmask(v128.or(i8x16.eq(text, lineFeeds), i8x16.eq(text, quotes)));
      if (marks == 0) {
        lineEnd += QUANTUM;
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
      for (let source = title + shared, to = out; source < textEnd; source += QUANTUM, to += QUANTUM) {
        v128.store(to, v128.load(source));
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

let shares: i32 = 0;

/** How many bytes the line before the one that `findPacked` stopped at shares with the target. */
export function sharedWithTarget(): i32 {
  return shares;
}

/**
 * Passes over packed lines whose titles come before a target in byte order.
 *
 * @param from Where a packed line starts.
 * @param end Where the last one ends, after its LF.
 * @param target Where the title stands that is looked for.
 * @param targetLength Its length, less than 244.
 * @param matched How many bytes the line before the first one, which comes before the target, shares with it.
 * @returns Where the first line starts that does not come before the target; `end` when all do.
 */
export function findPacked(
  from: usize,
  end: usize,
  target: usize,
  targetLength: i32,
  matched: i32,
): usize {
  const lineFeeds = i8x16.splat(LF as i8);
  let line = from;
  shares = matched;
  while (line < end) {
    const shared: i32 = (load<u8>(line) as i32) - SHARED_BASE;
    if (shared < shares) return line;
    let text = line + 1;
    if (shared == shares) {
      let now = shared;
      while (now < targetLength && load<u8>(text) == load<u8>(target + now)) {
        text++;
        now++;
      }
      const byte: i32 = load<u8>(text);
      const isOver = byte == SPACE || byte == LF;
      if (now == targetLength || !isOver && byte > (load<u8>(target + now) as i32)) return line;
      shares = now;
    }
    let ends: i32;
    while ((ends = i8x16.bitmask(i8x16.eq(v128.load(text), lineFeeds))) == 0) text += QUANTUM;
    line = text + ctz(ends) + 1;
  }
  return end;
}

// What the nibbles of two neighbouring bytes can be a sign of. A pair is wrong when all three tables agree.
const TOO_SHORT: i8 = 1 << 0;
const TOO_LONG: i8 = 1 << 1;
const OVERLONG_3: i8 = 1 << 2;
const TOO_LARGE: i8 = 1 << 3;
const SURROGATE: i8 = 1 << 4;
const OVERLONG_2: i8 = 1 << 5;
const TOO_LARGE_1000: i8 = 1 << 6;
const OVERLONG_4: i8 = 1 << 6;
const TWO_CONTINUATIONS: i8 = -128;
const ANY_LOW: i8 = TOO_SHORT | TOO_LONG | TWO_CONTINUATIONS;
const LARGE_LOW: i8 = ANY_LOW | TOO_LARGE | TOO_LARGE_1000;
const SIGN_BIT: i8 = -128;

/**
 * How far a text is UTF-8, by the table look-ups of Keiser and Lemire,
 * "Validating UTF-8 in less than one instruction per byte" (2020), https://arxiv.org/abs/2010.03090.
 *
 * @param from Where a character starts.
 * @param end Where a character ends.
 * @returns `end`, or a position before which everything is valid; the fault, or the end of the text, is at
 *   most 19 bytes further on.
 */
export function validUntil(from: usize, end: usize): usize {
  // deno-fmt-ignore
  const firstHigh = i8x16(
    TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
    TWO_CONTINUATIONS, TWO_CONTINUATIONS, TWO_CONTINUATIONS, TWO_CONTINUATIONS,
    TOO_SHORT | OVERLONG_2, TOO_SHORT, TOO_SHORT | OVERLONG_3 | SURROGATE,
    TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | OVERLONG_4,
  );
  // deno-fmt-ignore
  const firstLow = i8x16(
    ANY_LOW | OVERLONG_3 | OVERLONG_2 | OVERLONG_4, ANY_LOW | OVERLONG_2, ANY_LOW, ANY_LOW,
    ANY_LOW | TOO_LARGE, LARGE_LOW, LARGE_LOW, LARGE_LOW,
    LARGE_LOW, LARGE_LOW, LARGE_LOW, LARGE_LOW,
    LARGE_LOW, LARGE_LOW | SURROGATE, LARGE_LOW, LARGE_LOW,
  );
  // deno-fmt-ignore
  const secondHigh = i8x16(
    TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
    TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | OVERLONG_3 | TOO_LARGE_1000 | OVERLONG_4,
    TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | OVERLONG_3 | TOO_LARGE,
    TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | SURROGATE | TOO_LARGE,
    TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | SURROGATE | TOO_LARGE,
    TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
  );
  const lowNibble = i8x16.splat(0x0f);
  const signBit = i8x16.splat(SIGN_BIT);
  let before = i8x16.splat(0);
  for (let position = from; position < end; position += QUANTUM) {
    const here = v128.load(position);
    if (i8x16.bitmask(v128.or(here, before)) != 0) {
      const back1 = i8x16.shuffle(before, here, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
      const back2 = i8x16.shuffle(before, here, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
      const back3 = i8x16.shuffle(before, here, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28);
      const pairFaults = v128.and(
        v128.and(
          i8x16.swizzle(firstHigh, i8x16.shr_u(back1, 4)),
          i8x16.swizzle(firstLow, v128.and(back1, lowNibble)),
        ),
        i8x16.swizzle(secondHigh, i8x16.shr_u(here, 4)),
      );
      // A byte two after a three-byte lead (0xe0 and up) or three after a four-byte one (0xf0 and up) must be
      // a second continuation; less 0x60 or 0x70, only such leads keep their sign bit.
      const afterLead3 = i8x16.sub_sat_u(back2, i8x16.splat(0x60));
      const afterLead4 = i8x16.sub_sat_u(back3, i8x16.splat(0x70));
      const mustContinue = v128.and(v128.or(afterLead3, afterLead4), signBit);
      if (v128.any_true(v128.xor(mustContinue, pairFaults))) return max(from, position - 3);
    }
    before = here;
  }
  return end;
}
