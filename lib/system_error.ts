/** The runtime ends the messages of the operating system's errors so; it does not know a code for each. */
const SYSTEM_MESSAGE = /\(os error \d+\)/;

/**
 * Whether the operating system or a missing permission stopped an operation: a full disk, a path that is not there,
 * a reader that went away. What is not such an error is a bug.
 *
 * @param error What was caught.
 * @returns True when its message tells what stood in the way.
 */
export function isSystemError(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return error instanceof Deno.errors.NotCapable || "code" in error && typeof error.code === "string" ||
    SYSTEM_MESSAGE.test(error.message);
}
