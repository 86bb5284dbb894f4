/** The command line is wrong. Caught by main, which prints the message and exits with 64. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
