import { BadDump } from "../rank/bad_dump.ts";

/** An error as data; the runtime loses what it was when it leaves a worker as an event. */
export interface WorkerFault {
  /** `bad-dump`: the dump is at fault; `error`: anything else. */
  readonly kind: "bad-dump" | "error";
  readonly message: string;
  readonly name: string;
  readonly stack: string | undefined;
  /** The operating system's name of the fault, such as `ENOSPC`. */
  readonly code: string | undefined;
}

/**
 * What a worker tells of an error.
 *
 * @param error Whatever was thrown.
 */
export function faultOf(error: unknown): WorkerFault {
  if (!(error instanceof Error)) {
    return { kind: "error", message: String(error), name: "Error", stack: undefined, code: undefined };
  }
  const { message, name, stack } = error;
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  return { kind: error instanceof BadDump ? "bad-dump" : "error", message, name, stack, code };
}

/**
 * What it was, for the caller's side.
 *
 * @param fault From {@linkcode faultOf}.
 */
export function errorOf({ kind, message, name, stack, code }: WorkerFault): Error {
  if (kind === "bad-dump") return new BadDump(message);
  return Object.assign(new Error(message), { name, stack, code });
}
