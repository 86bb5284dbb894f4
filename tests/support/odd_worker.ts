/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
/**
 * A worker that does what the first word of a path says. The words of the abort flag's memory after the flag
 * itself tell the test what goes on; {@linkcode OddWord} names them.
 *
 * @module
 */
import type { RankResponse, WorkerRequest } from "../../lib/pool/messages.ts";
import type { WorkerFault } from "../../lib/pool/worker_fault.ts";
import { OddWord } from "./odd_word.ts";

let words = new Int32Array(new SharedArrayBuffer(0));
let beats = new Int32Array(new SharedArrayBuffer(0));

function say(response: RankResponse): void {
  self.postMessage(response);
}

function answer(path: string): void {
  const counts = { lines: 1, malformed: 0, filtered: 0, considered: 1, invalidUtf8: 0 };
  const text = [new TextEncoder().encode(path)];
  say({ ranking: { text, domains: 1, counts, malformedLines: [], inflatedBytes: 9 } });
}

function fault(kind: WorkerFault["kind"], name: string, code?: string): void {
  say({ fault: { kind, message: `An odd ${name}`, name, stack: "at odd", code } });
}

/** Blocks the thread as an endless loop does, but costs no time, and ends when the test does. */
function hang(): void {
  Atomics.wait(words, OddWord.Over, 0);
}

/** Beats once for each time that the test lets it go on. */
function beat(times: number): void {
  for (let beaten = 0; beaten < times; beaten++) {
    Atomics.add(beats, 0, 1);
    Atomics.add(words, OddWord.Beaten, 1);
    Atomics.notify(words, OddWord.Beaten);
    Atomics.wait(words, OddWord.LetGo, beaten);
  }
}

const ODDITIES: Readonly<Record<string, (path: string) => void>> = {
  answer,
  throw: () => {
    throw new Error("An odd error");
  },
  reject: () => void Promise.reject(new Error("An odd rejection")),
  close: () => self.close(),
  exit: () => Deno.exit(0),
  hang,
  "bad-dump": () => fault("bad-dump", "BadDump"),
  fault: () => fault("error", "OddError", "ENOSPC"),
  beat: (path) => {
    beat(3);
    answer(path);
  },
  "beat-then-hang": () => {
    beat(1);
    hang();
  },
  "garbage-text": () => self.postMessage("garbage"),
  "garbage-object": () => self.postMessage({}),
  "garbage-ranking": () => self.postMessage({ ranking: { text: 7 } }),
  "answer-then-close": (path) => {
    answer(path);
    self.close();
  },
};

self.onmessage = ({ data }: MessageEvent<WorkerRequest>): void => {
  if (data.kind === "setup") {
    words = new Int32Array(data.abortFlag);
    beats = new Int32Array(data.heartbeat);
    return;
  }
  if (data.kind !== "rank") throw new TypeError(`Cannot answer a request of the kind ${data.kind}`);
  const [oddity, when] = data.path.split(" ");
  const taken = Atomics.add(words, OddWord.Taken, 1);
  Atomics.notify(words, OddWord.Taken);
  const isOdd = when !== "once" || taken === 0;
  (isOdd ? ODDITIES[oddity] : answer)(data.path);
};
