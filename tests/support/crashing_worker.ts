/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import { dirname, join } from "@std/path";
import { transferables, type WorkerRequest } from "../../lib/pool/messages.ts";
import { RankService } from "../../lib/pool/rank_service.ts";

const service = new RankService();

/** Ends itself over the first request of each kind that any such worker gets, and leaves a mark beside the files. */
self.onmessage = async ({ data }: MessageEvent<WorkerRequest>): Promise<void> => {
  if (data.kind !== "setup" && isFirst(data)) throw new Error(`Crashed over ${data.kind}`);
  const response = await service.answer(data);
  if (response) self.postMessage(response, transferables(response));
};

function isFirst(request: Exclude<WorkerRequest, { kind: "setup" }>): boolean {
  const path = request.kind === "sum" ? request.files[0]! : request.path;
  try {
    Deno.openSync(join(dirname(path), `crashed-${request.kind}`), { write: true, createNew: true }).close();
    return true;
  } catch {
    return false;
  }
}
