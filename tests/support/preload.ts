import { fromFileUrl } from "@std/path";
import type { ProcessOptions } from "./wikitop_process.ts";

/**
 * Has a module loaded before main.ts, with all permissions.
 *
 * @param name The module's file name in this folder.
 * @param env What the module is told.
 */
export function preload(name: string, env: Record<string, string> = {}): ProcessOptions {
  const path = fromFileUrl(new URL(name, import.meta.url));
  return { flags: ["--allow-all", `--preload=${path}`], env };
}
