import { BadDump } from "./bad_dump.ts";
import { ByteEngine } from "./byte_engine.ts";
import { checkInflation, gunzip } from "./gunzip.ts";
import type { DumpRanking } from "./ranking.ts";
import { rankStream } from "./stream_engine.ts";
import type { Selection } from "./tally.ts";

/** The fast engine, and the plain one that defines the answer. */
export type EngineName = "bytes" | "streams";

/** The platform inflates each piece in one go, up to 1032-fold; so none of a bomb becomes large. */
const PIECE_BYTES = 8192;

/** How to rank. */
export interface RankOptions {
  readonly engine: EngineName;
  readonly selection: Selection;
  /** Called between two pieces of the dump; throws when the work shall end. */
  readonly checkpoint: () => void;
}

/**
 * Ranks the pages of a gzipped dump. The result comes only when the gzip trailer was right, so a dump that
 * has been ranked is proved to be whole.
 *
 * @param path The dump.
 * @param options How to rank.
 * @returns The best pages of each domain.
 * @throws {BadDump} When the dump is not whole or not a dump.
 * @throws {Error} When the file cannot be read, or what the checkpoint throws.
 */
export function rankDump(path: string, options: RankOptions): Promise<DumpRanking> {
  return options.engine === "bytes" ? rankBytes(path, options) : rankStreams(path, options);
}

async function rankBytes(path: string, { selection, checkpoint }: RankOptions): Promise<DumpRanking> {
  const engine = new ByteEngine(selection);
  for await (const chunk of gunzip(path)) {
    checkpoint();
    engine.push(chunk);
  }
  return engine.finish();
}

async function rankStreams(path: string, { selection, checkpoint }: RankOptions): Promise<DumpRanking> {
  using file = await Deno.open(path);
  const watch = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller): void {
      checkpoint();
      controller.enqueue(chunk);
    },
  });
  return await rankStream(ReadableStream.from(inflate(path, file)).pipeThrough(watch), selection);
}

/** Inflates with the platform's means, which take a single gzip member with nothing after it. */
async function* inflate(path: string, file: Deno.FsFile): AsyncGenerator<Uint8Array, void> {
  let readBytes = 0;
  let inflatedBytes = 0;
  const pieces = ReadableStream.from(smallPieces(file, (bytes) => readBytes += bytes));
  try {
    for await (const chunk of pieces.pipeThrough(new DecompressionStream("gzip"))) {
      inflatedBytes += chunk.length;
      checkInflation(path, inflatedBytes, readBytes);
      yield chunk;
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const reason = `it is not one whole gzip member with nothing after it (${error.message})`;
    throw new BadDump(`Cannot inflate "${path}": ${reason}`, { cause: error });
  }
}

async function* smallPieces(
  file: Deno.FsFile,
  onRead: (bytes: number) => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const buffer = new Uint8Array(PIECE_BYTES);
  for (let length = await file.read(buffer); length !== null; length = await file.read(buffer)) {
    onRead(length);
    yield buffer.slice(0, length);
  }
}
