import { HourFailure } from "../failure.ts";
import { TransientFailure } from "./http_retry.ts";
import { IdleTimeout } from "./idle_timeout.ts";

/** What to ask a server for, and for how long. */
export interface HttpQuestion {
  /** Default: `GET`. */
  readonly method?: "GET" | "HEAD";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** How long no byte may come, in milliseconds. */
  readonly idleTimeoutMs: number;
  /** Ends the request and its answer. */
  readonly signal: AbortSignal;
}

/** A server's answer; disposing of it cancels what was not read. */
export interface HttpAnswer extends AsyncDisposable {
  readonly status: number;
  readonly headers: Headers;
  /**
   * The body as it comes, to be read once. The idle time counts only while the server is waited for.
   *
   * @throws As {@linkcode askServer} does.
   */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/**
 * Sends one request. Redirects are not followed, and the body is what was sent, never inflated.
 *
 * @param question What to ask for.
 * @returns The answer, whatever its status.
 * @throws {TransientFailure} When the network fails or nothing comes for too long.
 * @throws {HourFailure} When the server's certificate cannot be trusted.
 * @throws The signal's reason, when it was aborted.
 */
export async function askServer(question: HttpQuestion): Promise<HttpAnswer> {
  const idle = new IdleTimeout(question.idleTimeoutMs);
  const response = await send(question, idle);
  return {
    status: response.status,
    headers: response.headers,
    chunks: chunksOf(response, question, idle),
    [Symbol.asyncDispose]: async () => {
      if (!response.bodyUsed) await response.body?.cancel();
    },
  };
}

/** Without `Accept-Encoding: identity` the runtime would inflate what is served with a Content-Encoding. */
async function send(question: HttpQuestion, idle: IdleTimeout): Promise<Response> {
  const request = new Request(question.url, {
    method: question.method,
    headers: { ...question.headers, "accept-encoding": "identity" },
    redirect: "manual",
    signal: AbortSignal.any([question.signal, idle.signal]),
  });
  try {
    idle.start();
    return await fetch(request);
  } catch (error) {
    throw networkFault(error, question, idle);
  } finally {
    idle.stop();
  }
}

async function* chunksOf(
  { body }: Response,
  question: HttpQuestion,
  idle: IdleTimeout,
): AsyncGenerator<Uint8Array> {
  try {
    idle.start();
    for await (const chunk of body ?? []) {
      idle.stop();
      yield chunk;
      idle.start();
    }
  } catch (error) {
    throw networkFault(error, question, idle);
  } finally {
    idle.stop();
  }
}

/** Tells faults of the network, which the runtime throws as TypeErrors, from everything else. */
function networkFault(error: unknown, { url, signal }: HttpQuestion, idle: IdleTimeout): unknown {
  if (signal.aborted) return signal.reason;
  if (idle.signal.aborted) return new TransientFailure("unreachable", idle.signal.reason.message);
  if (!(error instanceof TypeError)) return error;
  const { message } = error.cause instanceof Error ? error.cause : error;
  if (message.includes("invalid peer certificate")) {
    const advice = "check the address, who answers there, and the clock of this machine";
    return new HourFailure("refused", `Cannot trust the server of ${url}: ${message}; ${advice}`, {
      cause: error,
    });
  }
  return new TransientFailure("unreachable", message, 0, { cause: error });
}
