import { QUANTUM } from "./bytes.as";

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
