import { fromFileUrl, join } from "@std/path";
import { type ScratchFolder, scratchFolder } from "./scratch_folder.ts";

/** All that the program is made of, apart from its dependencies. */
const PROGRAM = ["blacklist_domains_and_pages", "deno.json", "deno.lock", "lib", "main.ts", "workers"];

const CHECKOUT = fromFileUrl(new URL("../../", import.meta.url));

/** Copies the program, without tests and documents, into a folder of its own. */
export function scratchCheckout(): ScratchFolder {
  const folder = scratchFolder();
  for (const name of PROGRAM) copy(join(CHECKOUT, name), folder.join(name));
  return folder;
}

function copy(from: string, to: string): void {
  if (Deno.statSync(from).isFile) return Deno.copyFileSync(from, to);
  Deno.mkdirSync(to);
  for (const { name } of Deno.readDirSync(from)) copy(join(from, name), join(to, name));
}
