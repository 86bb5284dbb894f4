/** Looks into a folder over and over, until it is disposed of. */
export interface FolderWatch extends Disposable {
  /** The most dumps, whole ones and parts of such, that were seen at once. */
  readonly mostDumps: number;
}

/** A dump stays for tenths of a second at the least. */
const INTERVAL_MS = 10;

/**
 * Counts the dumps in a folder while they come and go.
 *
 * @param folder Such as the program's tmp/.
 */
export function watchFolder(folder: string): FolderWatch {
  let mostDumps = 0;
  const timer = setInterval(() => {
    const dumps = Array.from(Deno.readDirSync(folder)).filter(({ name }) => /\.gz(\.part)?$/.test(name));
    mostDumps = Math.max(mostDumps, dumps.length);
  }, INTERVAL_MS);
  return {
    get mostDumps(): number {
      return mostDumps;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
