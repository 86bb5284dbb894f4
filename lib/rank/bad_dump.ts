/** The dump is not what a dump must be. Caught by the run, which throws the dump away and fetches it again. */
export class BadDump extends Error {
  override readonly name = "BadDump";
}
