/** Characters gathered before they are encoded; what is held at once is this and the longest piece. */
const BLOCK_LENGTH = 1 << 16;

const encoder = new TextEncoder();

/**
 * Encodes a text that comes in pieces, as UTF-8 and in large blocks; pieces that are bytes stay as they are.
 *
 * @param pieces The text, in order.
 * @returns Blocks; each ends where a piece ends.
 */
export function* encodeBlocks<Bytes extends Uint8Array>(
  pieces: Iterable<string | Bytes>,
): Generator<Bytes | Uint8Array<ArrayBuffer>> {
  let text = "";
  for (const piece of pieces) {
    if (typeof piece === "string") text += piece;
    if (text.length >= BLOCK_LENGTH || typeof piece !== "string" && text.length > 0) {
      yield encoder.encode(text);
      text = "";
    }
    if (typeof piece !== "string") yield piece;
  }
  if (text.length > 0) yield encoder.encode(text);
}
