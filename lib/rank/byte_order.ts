const isSurrogate = (unit: number): boolean => (unit & 0xf800) === 0xd800;

/**
 * Compares two texts by the bytes of their UTF-8 form, as the dumps are sorted.
 *
 * `<` compares UTF-16 code units instead, which puts U+FFFD after an emoji: a surrogate half is a smaller
 * number than the last characters of the first plane, but stands for a larger one.
 *
 * @param a Well-formed text.
 * @param b Well-formed text.
 * @returns Below 0 when `a` comes first, above 0 when `b` does, 0 when they are equal.
 */
export function compareByteOrder(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) {
      return isSurrogate(x) === isSurrogate(y) ? x - y : isSurrogate(x) ? 1 : -1;
    }
  }
  return a.length - b.length;
}
