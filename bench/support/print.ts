/**
 * Prints what the benchmark has found, on standard output.
 *
 * @param text Markdown, in whole lines.
 */
export function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}
