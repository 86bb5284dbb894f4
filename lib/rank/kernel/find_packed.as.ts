import { LF, QUANTUM, SPACE } from "./bytes.as";
import { SHARED_BASE } from "./pack_ascending.as";

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
