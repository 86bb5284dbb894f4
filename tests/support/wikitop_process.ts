/** What a run of the program came to. */
export interface WikitopRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const MAIN = new URL("../../main.ts", import.meta.url).pathname;

/** Runs the program from outside, to its end. */
export async function runWikitop(...argv: string[]): Promise<WikitopRun> {
  const { code, stdout, stderr } = await wikitop(...argv).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** The program, not yet started. */
export function wikitop(...argv: string[]): Deno.Command {
  const args = ["run", "--no-prompt", "--allow-all", MAIN, ...argv];
  return new Deno.Command(Deno.execPath(), { args, stdin: "null", stdout: "piped", stderr: "piped" });
}
