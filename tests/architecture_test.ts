import { assertEquals, assertGreater } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";

const ROOT = fromFileUrl(new URL("../", import.meta.url));

/** The paths of all modules in a folder and those below it. */
function modulesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    const path = join(folder, name);
    if (isDirectory) return modulesIn(path);
    return name.endsWith(".ts") ? [path] : [];
  });
}

/** The modules of the project that one imports, types included. */
function importsOf(path: string): string[] {
  return [...Deno.readTextFileSync(path).matchAll(/ from "(\.[^"]+\.ts)"/g)]
    .map(([, name]) => join(dirname(path), name!));
}

Deno.test("no modules import one another in a ring", () => {
  const modules = [
    join(ROOT, "main.ts"),
    ...["lib", "workers"].flatMap((name) => modulesIn(join(ROOT, name))),
  ];
  const rings: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) return void rings.push([...way.slice(way.indexOf(path)), path].join(" → "));
    if (done.has(path)) return;
    for (const imported of importsOf(path)) visit(imported, [...way, path]);
    done.add(path);
  };
  for (const path of modules) visit(path, []);
  assertEquals(rings, []);
  assertGreater(done.size, 50);
});
