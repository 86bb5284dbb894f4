/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
/**
 * A worker that, when it is asked for something, does what its name says instead.
 *
 * @module
 */
const ODDITIES: Readonly<Record<string, () => void>> = {
  throw: () => {
    throw new Error("An odd error");
  },
  reject: () => void Promise.reject(new Error("An odd rejection")),
  close: () => self.close(),
  exit: () => Deno.exit(0),
  hang: () => {
    while (true);
  },
  "use-up-memory": () => {
    for (const kept: number[][] = [];;) kept.push(new Array(1 << 16).fill(0.5));
  },
};

self.onmessage = ({ data }: MessageEvent<{ readonly kind: string }>): void => {
  if (data.kind === "rank") ODDITIES[self.name]();
};
