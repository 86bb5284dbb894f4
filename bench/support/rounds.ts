import { findDifference } from "./answer.ts";
import type { Contender } from "./contender.ts";
import { type Cost, measureCost, medianCost } from "./cost.ts";
import type { Say } from "./say.ts";

/** How to measure. */
export interface RoundOptions {
  /** How many rounds count; one to warm up goes before them. */
  readonly runs: number;
  /** The Python interpreter that does the measuring. */
  readonly python: string;
  readonly say: Say;
}

/**
 * Measures contenders in turn, A B C A B C …, so that whatever else the machine does falls on all of them alike. After
 * the first round, which does not count, all answers that can be read must be the same.
 *
 * @param contenders What to measure; the first with an answer is the one that the others are held against.
 * @param options How.
 * @returns The medians, by the contenders' names.
 * @throws {Error} When a contender fails, or its answer differs.
 */
export async function measureInRounds(
  contenders: readonly Contender[],
  { runs, python, say }: RoundOptions,
): Promise<Map<string, Cost>> {
  const costs = new Map(contenders.map(({ name }): [string, Cost[]] => [name, []]));
  for (let round = 0; round <= runs; round++) {
    say(round === 0 ? `Warming up: ${contenders.length} contenders` : `Round ${round} of ${runs}`);
    for (const contender of contenders) {
      await contender.prepare?.();
      const cost = await measureCost(contender, python);
      say(`  ${contender.name}: ${cost.wallSeconds.toFixed(3)} s`);
      if (round > 0) costs.get(contender.name)!.push(cost);
    }
    if (round === 0) await compareAnswers(contenders, say);
  }
  return new Map([...costs].map(([name, all]) => [name, medianCost(all)]));
}

async function compareAnswers(contenders: readonly Contender[], say: Say): Promise<void> {
  const [first, ...others] = contenders.filter(({ readAnswer }) => readAnswer);
  if (others.length === 0) return;
  const expected = await first.readAnswer!();
  for (const { name, readAnswer } of others) {
    const difference = findDifference(await readAnswer!(), expected);
    if (difference !== undefined) {
      throw new Error(`Cannot compare "${name}" with "${first.name}": ${difference}`);
    }
    say(`  The answer of ${name} is the same as that of ${first.name}`);
  }
}
