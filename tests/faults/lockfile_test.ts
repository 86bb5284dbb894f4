import { assertEquals, assertStringIncludes } from "@std/assert";
import { scratchCheckout } from "../support/scratch_checkout.ts";
import { type ScratchFolder, scratchFolder } from "../support/scratch_folder.ts";

/** What the gate says of a checkout. */
async function runGate(
  { path: cwd }: ScratchFolder,
  env: Record<string, string> = {},
): Promise<{ code: number; stderr: string }> {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "ok"],
    cwd,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

/** Ways to change a lockfile, and what is said of each. */
const CHANGES: Readonly<
  Record<string, readonly [change: (lock: string) => string | undefined, said: string]>
> = {
  "missing": [() => undefined, "The lockfile is out of date"],
  "empty": [() => "", "Lockfile was empty"],
  "cut": [(lock) => lock.slice(0, lock.length >> 1), "Failed parsing. Lockfile may be corrupt"],
  "without one of the packages": [
    (lock) => lock.replace(/^ *"npm:cli-progress@[\d.]+": .*\n/m, ""),
    "The lockfile is out of date",
  ],
  "for another version of a package": [
    (lock) => lock.replace(/("npm:deno-std@[\d.]+": )".*"/, '$1"0.0.1"'),
    "The lockfile is corrupt",
  ],
};

for (const [state, [change, said]] of Object.entries(CHANGES)) {
  Deno.test(`the gate fails, and repairs nothing, when deno.lock is ${state}`, async () => {
    using checkout = scratchCheckout();
    const path = checkout.join("deno.lock");
    const lock = await Deno.readTextFile(path);
    const changed = change(lock);
    assertEquals(changed === lock, false);
    if (changed === undefined) await Deno.remove(path);
    else await Deno.writeTextFile(path, changed);
    const { code, stderr } = await runGate(checkout);
    assertEquals(code, 1, stderr);
    assertStringIncludes(stderr, said);
    assertEquals(await Deno.readTextFile(path).catch(() => undefined), changed);
  });
}

Deno.test("the gate fails when a package that is downloaded is not the one of deno.lock", async () => {
  using checkout = scratchCheckout();
  using emptyCache = scratchFolder();
  await using registry = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, ({ url }) => {
    if (url.endsWith(".tgz")) return new Response("another package");
    return Response.json({ name: "any", "dist-tags": {}, versions: {} });
  });
  const { code, stderr } = await runGate(checkout, {
    DENO_DIR: emptyCache.path,
    NPM_CONFIG_REGISTRY: `http://127.0.0.1:${registry.addr.port}/`,
  });
  assertEquals(code, 1, stderr);
  assertStringIncludes(stderr, "Tarball checksum did not match");
});
