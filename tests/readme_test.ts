import { assertEquals, assertExists } from "@std/assert";
import { exitCodesMarkdownTable, optionsMarkdownTable } from "../lib/cli/readme_tables.ts";

async function tableOfReadme(mark: string): Promise<string> {
  const readme = await Deno.readTextFile(new URL("../README.md", import.meta.url));
  const marked = readme.split(`<!-- ${mark} -->\n\n`)[1]?.split(`\n\n<!-- /${mark} -->`);
  assertExists(marked?.[1], `README.md has no <!-- ${mark} --> … <!-- /${mark} -->`);
  return marked[0] ?? "";
}

Deno.test("README.md holds the table of options that optionsMarkdownTable() gives", async () => {
  assertEquals(await tableOfReadme("options"), optionsMarkdownTable());
});

Deno.test("README.md holds the table of exit codes that exitCodesMarkdownTable() gives", async () => {
  assertEquals(await tableOfReadme("exit-codes"), exitCodesMarkdownTable());
});
