/**
 * A server of dumps on loopback that behaves like Wikimedia's, except where it is told to fail.
 *
 * @module
 */
import { delay } from "@std/async/delay";
import { basename, join } from "@std/path";
import { serveRawHttp } from "./raw_http_server.ts";
import type { Exchange, RawRequest } from "./raw_http_server.ts";

/** What a server has seen and done, besides its address. */
export interface DumpServer extends AsyncDisposable {
  /** What `--base-url` takes. */
  readonly baseUrl: string;
  /** Every request so far, in the order in which they came. */
  readonly requests: readonly RawRequest[];
  /** How many requests were under way at once, at most. */
  readonly maxInFlight: number;
}

/** A request for a dump, and what is there. */
export interface DumpExchange extends Exchange {
  /** The dump; undefined when the server does not have it. */
  readonly dump: Uint8Array | undefined;
}

/** Answers one request; {@linkcode sendDump} is the ordinary one, every other one is a fault. */
export type Answer = (exchange: DumpExchange) => Promise<void>;

/** What to serve, and how. */
export interface DumpServerOptions {
  /** Dumps by file name, such as `pageviews-20200101-080000.gz`; may change while the server runs. */
  readonly dumps?: Map<string, Uint8Array>;
  /** A folder of dumps, which are served besides `dumps`. */
  readonly folder?: string;
  /** Picks the answer to a request, of which `index` came before; undefined: the ordinary one. */
  readonly fault?: (request: RawRequest, index: number) => Answer | undefined;
  /** More requests at once are answered 503. Default: no limit. */
  readonly maxConnections?: number;
  /** Limits each connection. Default: no limit. */
  readonly bytesPerSecond?: number;
  /** Where to listen. Default: a free port. */
  readonly port?: number;
}

/** Where dumps lie on a server. */
const ROOT = "/other/pageviews";

const LAST_MODIFIED = "Wed, 01 Jan 2020 09:51:00 GMT";
const PACES_PER_SECOND = 20;

/**
 * Starts a server.
 *
 * @param options What to serve, and how.
 * @returns The server; dispose of it to close it with all of its connections.
 */
export function startDumpServer(options: DumpServerOptions): DumpServer {
  const requests: RawRequest[] = [];
  let [inFlight, maxInFlight] = [0, 0];
  const server = serveRawHttp(async (exchange) => {
    const fault = options.fault?.(exchange.request, requests.length);
    requests.push(exchange.request);
    maxInFlight = Math.max(maxInFlight, ++inFlight);
    try {
      const isTooMany = inFlight > (options.maxConnections ?? Infinity);
      const answer = isTooMany ? status(503) : fault ?? sendDump;
      await answer({
        ...paced(exchange, options.bytesPerSecond),
        dump: await findDump(exchange.request, options),
      });
    } finally {
      inFlight--;
    }
  }, options.port);
  return {
    baseUrl: server.origin + ROOT,
    requests,
    get maxInFlight() {
      return maxInFlight;
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** The answers of a server's first requests, in order; undefined, and all later ones: the ordinary answer. */
export function inOrder(...answers: (Answer | undefined)[]): NonNullable<DumpServerOptions["fault"]> {
  return (_request, index) => answers[index];
}

/** Sends what was asked for: the dump, a Range of it when If-Range allows, 404 or 416. */
export const sendDump: Answer = async ({ request, dump, send }) => {
  if (!dump) return await send(head(404, { "Content-Length": 0 }));
  const etag = etagOf(dump);
  const condition = request.headers.get("if-range");
  const isSameVersion = condition === null || condition === etag || condition === LAST_MODIFIED;
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.get("range") ?? "")?.[1] ?? NaN);
  const version = { "ETag": etag, "Last-Modified": LAST_MODIFIED, "Accept-Ranges": "bytes" };
  if (!isSameVersion || Number.isNaN(start)) {
    await send(
      head(200, { ...version, "Content-Type": "application/octet-stream", "Content-Length": dump.length }),
    );
    if (request.method !== "HEAD") await send(dump);
  } else if (start >= dump.length) {
    await send(head(416, { "Content-Range": `bytes */${dump.length}`, "Content-Length": 0 }));
  } else {
    const range = `bytes ${start}-${dump.length - 1}/${dump.length}`;
    await send(head(206, { ...version, "Content-Range": range, "Content-Length": dump.length - start }));
    await send(dump.subarray(start));
  }
};

/** Answers with a status, headers and a short body instead of a dump. */
export function status(code: number, headers: Record<string, string | number> = {}, body = ""): Answer {
  return async ({ send }) => {
    await send(head(code, { "Content-Length": new TextEncoder().encode(body).length, ...headers }));
    await send(body);
  };
}

/** Announces the whole dump and hangs up, or with `stall` goes silent, after some bytes of it. */
export function cutAfter(bytes: number, { stall = false } = {}): Answer {
  return async ({ dump = new Uint8Array(), send, untilClosed }) => {
    await send(head(200, { "ETag": etagOf(dump), "Content-Length": dump.length }));
    await send(dump.subarray(0, bytes));
    if (stall) await untilClosed();
  };
}

/** Never sends a byte. */
export const sendNothing: Answer = ({ untilClosed }) => untilClosed();

/** The status line and headers of an answer, after which the connection is closed. */
export function head(code: number, headers: Record<string, string | number>): string {
  const fields = Object.entries({ ...headers, Connection: "close" }).map(([name, value]) =>
    `${name}: ${value}\r\n`
  );
  return `HTTP/1.1 ${code} Status\r\n${fields.join("")}\r\n`;
}

/** The strong ETag under which a dump is served: its length and a checksum (FNV-1a). */
export function etagOf(dump: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const byte of dump) hash = Math.imul(hash ^ byte, 0x01000193);
  return `"${dump.length.toString(16)}-${(hash >>> 0).toString(16)}"`;
}

async function findDump(
  { path }: RawRequest,
  { dumps, folder }: DumpServerOptions,
): Promise<Uint8Array | undefined> {
  if (!path.startsWith(`${ROOT}/`)) return undefined;
  const name = basename(path);
  const dump = dumps?.get(name);
  if (dump || folder === undefined) return dump;
  return await Deno.readFile(join(folder, name)).catch(() => undefined);
}

/** An exchange that sends no faster than allowed. */
function paced(exchange: Exchange, bytesPerSecond: number | undefined): Exchange {
  if (bytesPerSecond === undefined) return exchange;
  const size = Math.ceil(bytesPerSecond / PACES_PER_SECOND);
  return {
    ...exchange,
    async send(data): Promise<void> {
      if (typeof data === "string") return await exchange.send(data);
      for (let sent = 0; sent < data.length; sent += size) {
        await delay(1000 / PACES_PER_SECOND);
        await exchange.send(data.subarray(sent, sent + size));
      }
    },
  };
}
