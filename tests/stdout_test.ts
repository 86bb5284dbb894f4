import { assertEquals, assertRejects } from "@std/assert";
import { writeToStdout } from "../lib/stdout.ts";

function refusing(error: Error): { write: () => Promise<number> } {
  return { write: () => Promise.reject(error) };
}

Deno.test("writeToStdout() ends quietly when the reader went away", async () => {
  await writeToStdout(["a"], { to: refusing(new Deno.errors.BrokenPipe("gone")) });
});

Deno.test("writeToStdout() throws when the disk is full", async () => {
  await assertRejects(() => writeToStdout(["a"], { to: refusing(new Error("full")) }), Error, "full");
});

Deno.test("writeToStdout() gives a reader that wants one line one line", async () => {
  const script = `import { writeToStdout } from "${new URL("../lib/stdout.ts", import.meta.url)}";
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
