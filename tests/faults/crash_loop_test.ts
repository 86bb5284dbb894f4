import { crashLoop } from "./crash_loop.ts";

/** The short form of `deno task test:crash`. */
Deno.test("wikitop loses nothing when it is killed at random moments, and the next run finishes", () =>
  crashLoop(6));
