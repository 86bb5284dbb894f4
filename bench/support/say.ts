/** Tells the person at the terminal what is going on. */
export type Say = (text: string) => void;

/**
 * Prints a line on standard error, so that standard output holds the tables alone.
 *
 * @param text The line.
 */
export function say(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${text}\n`));
}
