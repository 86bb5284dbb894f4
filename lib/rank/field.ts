/**
 * A field (a domain code or a page title) as it stands in a dump, and what it means.
 *
 * @module
 */

/** The inside of a quoted field: every `"` and `\` escaped, at least one `\"`. */
const ESCAPED_INSIDE = /^"(?=(?:[^"\\]|\\[\\"])*\\")((?:[^"\\]|\\[\\"])*)"$/;

/**
 * The meaning of a field that may be quoted.
 *
 * Since about 2023 the dumps quote the fields that hold `"`; older dumps hold raw quotes. A field is quoted
 * exactly when it is `""`, or when it starts and ends with `"`, and what stands between is validly escaped
 * and holds at least one `\"`. All else is kept as it is.
 *
 * @param field As in the dump, decoded.
 * @returns The domain code or page title.
 */
export function unquoteField(field: string): string {
  if (!field.startsWith('"')) return field;
  if (field === '""') return "";
  const inside = ESCAPED_INSIDE.exec(field)?.[1];
  return inside === undefined ? field : inside.replaceAll(/\\(["\\])/g, "$1");
}

/** UTF-8 to text; what is not UTF-8 becomes U+FFFD, and a leading U+FEFF is kept, being part of a title. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Reads the bytes of a field.
 *
 * @param bytes The field as it stands in the dump.
 * @returns The domain code or page title.
 */
export function decodeField(bytes: Uint8Array): string {
  return unquoteField(decoder.decode(bytes));
}
