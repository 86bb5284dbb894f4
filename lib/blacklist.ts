import { unquoteField } from "./rank/field.ts";

/** A line of a blacklist that could not be understood. */
export interface BlacklistWarning {
  /** From 1. */
  readonly lineNumber: number;
  readonly reason: string;
}

/** The pages that no list shall show. */
export interface Blacklist {
  /** Page titles by domain code, both in decoded form. */
  readonly titles: ReadonlyMap<string, ReadonlySet<string>>;
  readonly warnings: readonly BlacklistWarning[];
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const PERCENT = 0x25;
/** Some editors put one at the start of a file. */
const BYTE_ORDER_MARK = /^\ufeff/;
/** As a dump may have it, quoted or not. */
const DOMAIN_CODE = /^[!-~]+$/;

/** The value of a hexadecimal digit; NaN for anything else and past the end. */
function hexDigit(byte: number | undefined): number {
  return byte === undefined ? NaN : parseInt(String.fromCharCode(byte), 16);
}

/** Decodes what is percent-encoded, byte by byte, and keeps the rest. */
function decodePercentSigns(text: string): string {
  const encoded = encoder.encode(text);
  const bytes = new Uint8Array(encoded.length);
  let length = 0;
  for (let i = 0; i < encoded.length; i++) {
    const byte = encoded[i] === PERCENT ? hexDigit(encoded[i + 1]) * 16 + hexDigit(encoded[i + 2]) : NaN;
    bytes[length++] = Number.isNaN(byte) ? encoded[i] : byte;
    if (!Number.isNaN(byte)) i += 2;
  }
  return decoder.decode(bytes.subarray(0, length));
}

/**
 * Decodes percent-encoding as far as there is any: a `%` without two hexadecimal digits stays itself, `+` is
 * not a space, and bytes that are not UTF-8 become U+FFFD, as they do in a dump. Never throws.
 *
 * @param field A page title as an entry has it: encoded or not, quoted as in a dump or not.
 * @returns The page title.
 */
export function decodeTitle(field: string): string {
  const text = unquoteField(field);
  try {
    return decodeURIComponent(text);
  } catch {
    return decodePercentSigns(text);
  }
}

/**
 * Reads a blacklist: lines `domain_code page_title`. Empty lines and lines that start with `#` say nothing.
 *
 * @param text The blacklist.
 * @returns What is on the list, and a warning for each line that is not an entry.
 */
export function parseBlacklist(text: string): Blacklist {
  const titles = new Map<string, Set<string>>();
  const warnings: BlacklistWarning[] = [];
  for (const [index, rawLine] of text.replace(BYTE_ORDER_MARK, "").split("\n").entries()) {
    const line = rawLine.endsWith("\r") ? rawLine.slice(0, -1) : rawLine;
    if (line === "" || line.startsWith("#")) continue;
    const columns = line.split(" ");
    if (columns.length !== 2 || !DOMAIN_CODE.test(columns[0])) {
      warnings.push({ lineNumber: index + 1, reason: "not `domain_code page_title`" });
      continue;
    }
    const domainCode = unquoteField(columns[0]);
    const title = decodeTitle(columns[1]);
    const known = titles.get(domainCode);
    if (known) known.add(title);
    else titles.set(domainCode, new Set([title]));
  }
  return { titles, warnings };
}
