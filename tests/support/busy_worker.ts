/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import { AbortFlag } from "../../lib/abort_flag.ts";

/** Does nothing but watch a flag, and reads no message meanwhile. */
self.onmessage = ({ data }: MessageEvent<SharedArrayBuffer>): void => {
  const flag = new AbortFlag(data);
  self.postMessage("busy");
  while (!flag.thrown);
  self.postMessage("stopped");
};
