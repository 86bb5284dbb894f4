/** The words of memory that a test shares with `odd_worker.ts`; word 0 is the abort flag. */
export const OddWord = {
  /** How many requests workers have taken. */
  Taken: 1,
  /** How many beats of a heart there were. */
  Beaten: 2,
  /** How many beats the test has let pass. */
  LetGo: 3,
  /** 1 when the test is over. */
  Over: 4,
} as const;

/** The memory of all words. */
export function oddWords(): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(5 * Int32Array.BYTES_PER_ELEMENT));
}

/** Far longer than a worker takes to come to anything. */
const PATIENCE_MS = 30_000;

/** Waits until a word has come to a value; rejects when it does not. */
export async function untilWord(
  words: Int32Array<SharedArrayBuffer>,
  index: number,
  least: number,
): Promise<void> {
  for (let value = Atomics.load(words, index); value < least; value = Atomics.load(words, index)) {
    const woken = await Atomics.waitAsync(words, index, value, PATIENCE_MS).value;
    if (woken === "timed-out") throw new Error(`Word ${index} is ${value}, and does not come to ${least}`);
  }
}
