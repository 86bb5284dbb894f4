import { join } from "@std/path";

/** An empty folder of a test's own; disposing of it removes it with all that is in it. */
export interface ScratchFolder extends Disposable {
  readonly path: string;
  /** The path of something in it. */
  readonly join: (...names: string[]) => string;
  /** The names of what is in it, sorted. */
  readonly names: () => string[];
}

/** Creates an empty folder. */
export function scratchFolder(): ScratchFolder {
  const path = Deno.makeTempDirSync();
  return {
    path,
    join: (...names) => join(path, ...names),
    names: () => [...Deno.readDirSync(path)].map(({ name }) => name).sort(),
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}
