import { decodeField } from "../rank/field.ts";
import { compareBytes } from "./byte_text.ts";

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
