import { decodeField } from "../rank/field.ts";

/** A title as it may stand in a dump. */
export interface TitleField {
  readonly title: string;
  readonly bytes: Uint8Array;
}

const encoder = new TextEncoder();

/**
 * The ways in which titles may stand in a dump: as they are, and where they hold `"` or nothing, quoted.
 *
 * @param titles The titles.
 * @returns Everything to look for, in byte order.
 */
export function titleFields(titles: readonly string[]): TitleField[] {
  return titles.flatMap(fieldsOf).sort((a, b) => compareBytes(a.bytes, b.bytes));
}

function fieldsOf(title: string): TitleField[] {
  const fields = [title];
  if (title.includes('"')) fields.push(`"${title.replaceAll(/["\\]/g, "\\$&")}"`);
  if (title === "") fields.push('""');
  return fields
    .map((field) => ({ title, bytes: encoder.encode(field) }))
    .filter(({ bytes }) => decodeField(bytes) === title);
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}
