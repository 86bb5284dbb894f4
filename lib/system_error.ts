/**
 * Whether the operating system or a missing permission stopped an operation: a full disk, a path that is not there,
 * a reader that went away. What is not such an error is a bug.
 *
 * @param error What was caught.
 * @returns True when its message tells what stood in the way.
 */
export function isSystemError(error: unknown): error is Error {
  return error instanceof Deno.errors.NotCapable ||
    error instanceof Error && "code" in error && typeof error.code === "string";
}
