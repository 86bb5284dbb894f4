import { cpus } from "node:os";

/**
 * The machine that this runs on.
 *
 * @returns Such as `AMD EPYC, 2 cores, 24 GiB of memory, Linux x86_64`.
 */
export function describeMachine(): string {
  const memory = Math.round(Deno.systemMemoryInfo().total / 2 ** 30);
  const { os, arch } = Deno.build;
  const system = os[0].toUpperCase() + os.slice(1);
  return `${
    cpus()[0].model.trim()
  }, ${navigator.hardwareConcurrency} cores, ${memory} GiB of memory, ${system} ${arch}`;
}
