import { delay } from "@std/async/delay";

/** Far longer than anything that is waited for takes. */
const PATIENCE_MS = 30_000;

/**
 * Waits for something that can only be looked at, such as a file of another process.
 *
 * @param look Gives something true as soon as it is there.
 * @param what What is waited for, for the error.
 * @returns What `look` gave.
 * @throws {Error} When it does not come.
 */
export async function until<T>(look: () => T | Promise<T>, what: string): Promise<NonNullable<T>> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    const seen = await look();
    if (seen) return seen;
    await delay(5);
  }
  throw new Error(`Cannot wait any longer for ${what}`);
}

/**
 * Whether a file is there and holds a text.
 *
 * @param path The file.
 * @param text The text.
 */
export function fileHolds(path: string, text: string): boolean {
  return readIfPresent(path).includes(text);
}

/**
 * What a file holds so far.
 *
 * @param path The file.
 * @returns Its text; nothing as long as it is not there.
 */
export function readIfPresent(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
