import { assertEquals, assertGreater } from "@std/assert";

const ROOT = new URL("../", import.meta.url);

/** A row of the tables: its number, and the tests that it names. */
interface Row {
  readonly number: number;
  readonly promise: string;
  readonly tests: readonly (readonly [file: string, name: string])[];
}

async function rows(): Promise<Row[]> {
  const text = await Deno.readTextFile(new URL("docs/reliability.md", ROOT));
  return text.split("\n").flatMap((line) => {
    const [, number, promise, tests] = /^\| (\d+) +\| (.*?) +\| (.*) \|$/.exec(line) ?? [];
    if (number === undefined) return [];
    const names = [...tests.matchAll(/(?<!`)(`+)(tests\/\S+) › (.+?) ?\1(?!`)/g)];
    return [{
      number: Number(number),
      promise,
      tests: names.map(([, , file, name]): readonly [string, string] => [file, name]),
    }];
  });
}

/** The names of a file's tests, with `…` for each value in them. */
async function testNames(file: string): Promise<Set<string>> {
  const source = await Deno.readTextFile(new URL(file, ROOT)).catch(() => "");
  const names = source.matchAll(/Deno\.test\(\s*(["`])(.*?)(?<!\\)\1/g);
  return new Set([...names].map(([, , name]) => name.replaceAll(/\$\{.*?\}/g, "…")));
}

Deno.test("docs/reliability.md has a row with a promise and a test for each case, in order", async () => {
  const all = await rows();
  assertEquals(all.map(({ number }) => number), Array.from({ length: 64 }, (_, index) => index + 1));
  for (const { number, promise, tests } of all) {
    assertGreater(promise.length, 20, `case ${number}`);
    assertGreater(tests.length, 0, `case ${number}`);
  }
});

Deno.test("docs/reliability.md names only tests that exist", async () => {
  for (const { number, tests } of await rows()) {
    for (const [file, name] of tests) {
      assertEquals((await testNames(file)).has(name), true, `case ${number}: ${file} › ${name}`);
    }
  }
});
