/** Controls, lone surrogates, line and paragraph separators, and what turns the direction of writing. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/**
 * Makes a text from outside safe to print in one line of a terminal: it can neither move the cursor nor turn the
 * line around. For eyes only; files carry titles as they are. Joiners that Persian and emoji need are left alone.
 *
 * @param text Any text, such as a title or a server's answer.
 * @returns The text with `\u{202E}` and the like for every character that acts instead of being seen.
 *
 * @example
 * ```ts
 * escapeForTerminal("\x1b[2J"); // "\\u{1B}[2J"
 * ```
 */
export function escapeForTerminal(text: string): string {
  return text.replace(
    UNPRINTABLE,
    (character) => `\\u{${character.codePointAt(0)!.toString(16).toUpperCase()}}`,
  );
}

/**
 * Makes a line of JSON safe to print on a terminal, and leaves what it says as it is.
 *
 * @param json JSON without an end of line.
 * @returns The same JSON, with `\u202e` and the like in its strings.
 */
export function escapeJsonForTerminal(json: string): string {
  return json.replace(
    UNPRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * Makes a text of several lines safe to print on a terminal, as {@linkcode escapeForTerminal} does, but for the tabs
 * and the ends of the lines.
 *
 * @param text Any text, such as a table.
 * @returns The text, with the same lines.
 */
export function escapeLinesForTerminal(text: string): string {
  const parts = text.split(/(\t|\r?\n)/);
  return parts.map((part, index) => index % 2 === 0 ? escapeForTerminal(part) : part).join("");
}
