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
