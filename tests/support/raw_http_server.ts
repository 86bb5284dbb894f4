/**
 * An HTTP server that sends exactly the bytes it is told to, however wrong they are; one request a connection.
 *
 * @module
 */

/** A request as it came. */
export interface RawRequest {
  readonly method: string;
  /** The path with its query. */
  readonly path: string;
  readonly headers: Headers;
}

/** A request and the way to answer it. The connection is closed when the answer's function is done. */
export interface Exchange {
  readonly request: RawRequest;
  /** Sends text as UTF-8, or bytes as they are. */
  send(data: string | Uint8Array): Promise<void>;
  /** Lasts until the client hangs up, or the server is disposed of. */
  untilClosed(): Promise<void>;
}

/** A server that listens on loopback until it is disposed of. */
export interface RawHttpServer extends AsyncDisposable {
  /** Such as `http://127.0.0.1:40123`. */
  readonly origin: string;
}

/** What a connection may end with when the other side, or the server itself, has closed it. */
const HANG_UPS = [
  Deno.errors.BadResource,
  Deno.errors.BrokenPipe,
  Deno.errors.ConnectionAborted,
  Deno.errors.ConnectionReset,
  Deno.errors.Interrupted,
  Deno.errors.UnexpectedEof,
];

/**
 * Starts to listen.
 *
 * @param answer Called for each request.
 * @param port Where to listen; 0, the default, picks a free port.
 * @returns The server; disposing of it closes every connection and throws what an answer has thrown.
 */
export function serveRawHttp(answer: (exchange: Exchange) => Promise<void>, port = 0): RawHttpServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port });
  const open = new Set<Deno.Conn>();
  const faults: unknown[] = [];
  const serve = async (connection: Deno.Conn): Promise<void> => {
    open.add(connection);
    try {
      await answer(await readExchange(connection));
    } catch (error) {
      if (!HANG_UPS.some((hangUp) => error instanceof hangUp)) faults.push(error);
    } finally {
      if (open.delete(connection)) connection.close();
    }
  };
  const accepting = (async () => {
    const serving = new Set<Promise<void>>();
    for await (const connection of listener) {
      const served = serve(connection).finally(() => serving.delete(served));
      serving.add(served);
    }
    await Promise.all(serving);
  })();
  return {
    origin: `http://127.0.0.1:${listener.addr.port}`,
    async [Symbol.asyncDispose](): Promise<void> {
      listener.close();
      for (const connection of open) connection.close();
      open.clear();
      await accepting;
      if (faults.length > 0) throw new AggregateError(faults, "A server's answer failed");
    },
  };
}

async function readExchange(connection: Deno.Conn): Promise<Exchange> {
  const encoder = new TextEncoder();
  return {
    request: parseRequest(await readHead(connection)),
    async send(data): Promise<void> {
      const bytes = typeof data === "string" ? encoder.encode(data) : data;
      for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
    },
    async untilClosed(): Promise<void> {
      while (await connection.read(new Uint8Array(1024)) !== null);
    },
  };
}

async function readHead(connection: Deno.Conn): Promise<string> {
  const decoder = new TextDecoder("latin1");
  const buffer = new Uint8Array(4096);
  let head = "";
  while (!head.endsWith("\r\n\r\n")) {
    const length = await connection.read(buffer);
    if (length === null) {
      throw new Deno.errors.UnexpectedEof("The client hung up before its request was complete");
    }
    head += decoder.decode(buffer.subarray(0, length));
  }
  return head;
}

function parseRequest(head: string): RawRequest {
  const [requestLine = "", ...fields] = head.trimEnd().split("\r\n");
  const [method = "", path = ""] = requestLine.split(" ");
  const headers = fields.map((field): [string, string] => {
    const colon = field.indexOf(":");
    return [field.slice(0, colon), field.slice(colon + 1).trim()];
  });
  return { method, path, headers: new Headers(headers) };
}
