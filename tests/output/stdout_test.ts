import { assertEquals, assertRejects } from "@std/assert";
import { concat } from "@std/bytes/concat";
import { writeToStdout } from "../../lib/output/stdout.ts";

function refusing(error: Error): { write: () => Promise<number> } {
  return { write: () => Promise.reject(error) };
}

/** What comes out of a text with a title that drives terminals. */
async function outputOf(isTerminal: boolean): Promise<string> {
  const written: Uint8Array[] = [];
  const write = (bytes: Uint8Array): Promise<number> =>
    Promise.resolve(written.push(bytes.slice()) && bytes.length);
  await writeToStdout(["en\tA\t1\r\n", "en\t\u009b2J\u202e\r\t1\r\n"], {
    to: { write, isTerminal: () => isTerminal },
  });
  return new TextDecoder().decode(concat(written));
}

Deno.test("writeToStdout() shows on a terminal what would drive it, and leaves all else as it is", async () => {
  assertEquals(await outputOf(true), "en\tA\t1\r\nen\t\\u{9B}2J\\u{202E}\\u{D}\t1\r\n");
});

Deno.test("writeToStdout() writes the text as it is where no terminal is", async () => {
  assertEquals(await outputOf(false), "en\tA\t1\r\nen\t\u009b2J\u202e\r\t1\r\n");
});

Deno.test("writeToStdout() ends quietly when the reader went away", async () => {
  await writeToStdout(["a"], { to: refusing(new Deno.errors.BrokenPipe("gone")) });
});

Deno.test("writeToStdout() throws when the disk is full", async () => {
  await assertRejects(() => writeToStdout(["a"], { to: refusing(new Error("full")) }), Error, "full");
});

Deno.test("writeToStdout() gives a reader that wants one line one line", async () => {
  const script = `import { concat } from "@std/bytes/concat";
import { writeToStdout } from "${new URL("../../lib/output/stdout.ts", import.meta.url)}";
    function* lines() { for (let n = 0; n < 1e6; n++) yield n + "\\n"; }
    await writeToStdout(lines());`;
  await using child = new Deno.Command(Deno.execPath(), {
    args: ["eval", script],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  assertEquals(new TextDecoder().decode(value).split("\n", 2), ["0", "1"]);
  const stderr = await new Response(child.stderr).text();
  assertEquals({ stderr, code: (await child.status).code }, { stderr: "", code: 0 });
});
