/** Room for little; disposing of it gives the room back. */
export interface SmallDisk extends AsyncDisposable {
  /** What the program must be started through for the limit to hold. */
  readonly wrapper: readonly string[];
}

/** Lets no file grow beyond `$0` KiB, and has a write that would do so fail rather than kill the process. */
const LIMIT_FILES = `trap '' XFSZ; ulimit -f $(($0 * 2)); exec "$@"`;

/**
 * Makes a folder with room for some 32 KiB: a file system of its own where one may be mounted, and a
 * {@linkcode smallFiles} elsewhere.
 *
 * @param path The folder, which is created.
 */
export async function smallDisk(path: string): Promise<SmallDisk> {
  Deno.mkdirSync(path, { recursive: true });
  if (!await succeeds("mount", "-t", "tmpfs", "-o", "size=32k", "wikitop-test", path)) return smallFiles();
  return { wrapper: [], [Symbol.asyncDispose]: async () => void await succeeds("umount", path) };
}

/** Makes room for files of some 32 KiB each, wherever they are. */
export function smallFiles(): SmallDisk {
  return { wrapper: ["sh", "-c", LIMIT_FILES, "32"], [Symbol.asyncDispose]: () => Promise.resolve() };
}

async function succeeds(command: string, ...args: readonly string[]): Promise<boolean> {
  const child = new Deno.Command(command, { args: [...args], stdout: "null", stderr: "null" });
  return await child.output().then(({ success }) => success, () => false);
}
