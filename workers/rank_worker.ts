/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import { transferables, type WorkerRequest } from "../lib/pool/messages.ts";
import { RankService } from "../lib/pool/rank_service.ts";

const service = new RankService();

self.onmessage = async ({ data }: MessageEvent<WorkerRequest>): Promise<void> => {
  const response = await service.answer(data);
  if (response) self.postMessage(response, transferables(response));
};
