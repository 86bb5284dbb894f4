/**
 * How many bytes two texts have in common at their start.
 *
 * @param a A text.
 * @param b Another one.
 */
export function sharedLength(a: Uint8Array, b: Uint8Array): number {
  let shared = 0;
  while (shared < a.length && shared < b.length && a[shared] === b[shared]) shared++;
  return shared;
}

/**
 * Compares two texts in byte order.
 *
 * @param a A text.
 * @param b Another one.
 * @returns Below 0 when `a` comes first, 0 when they are equal.
 */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = sharedLength(a, b);
  if (shared === a.length || shared === b.length) return a.length - b.length;
  return a[shared]! - b[shared]!;
}
