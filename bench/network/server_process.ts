import { fromFileUrl } from "@std/path";
import { TextLineStream } from "@std/streams/text-line-stream";

/** A dump server that runs until it is disposed of. */
export interface ServerProcess extends AsyncDisposable {
  /** What `--base-url` takes. */
  readonly baseUrl: string;
}

/**
 * Starts a dump server in a process of its own.
 *
 * @param folder The dumps, which take turns.
 * @param names The names under which they are served, as `pageviews-…`.
 * @param bytesPerSecond The limit of each connection.
 */
export async function startServerProcess(
  folder: string,
  names: readonly string[],
  bytesPerSecond: number,
): Promise<ServerProcess> {
  const script = fromFileUrl(import.meta.resolve("./server.ts"));
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-net=127.0.0.1",
      "--allow-read",
      script,
      folder,
      names.join(","),
      `${bytesPerSecond}`,
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
  const reader = lines.getReader();
  const { value: baseUrl } = await reader.read();
  if (baseUrl === undefined) throw new Error("Cannot start the dump server: it ended without a word");
  return {
    baseUrl,
    async [Symbol.asyncDispose](): Promise<void> {
      await child.stdin.close();
      await child.status;
      await reader.cancel();
    },
  };
}
