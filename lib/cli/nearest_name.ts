import { closestString } from "@std/text/closest-string";
import { levenshteinDistance } from "@std/text/levenshtein-distance";

/** Every second letter may be wrong, and two in any case: letters that changed places count as two. */
const LETTERS_PER_SLIP = 2;
const SLIPS_ALWAYS_FORGIVEN = 2;

/**
 * The name that was probably meant by one that does not exist.
 *
 * @param given What was written, in any case.
 * @param names The names that exist, at least one, in lower case.
 * @returns The nearest of them; undefined when none is near.
 */
export function nearestName(given: string, names: readonly string[]): string | undefined {
  const nearest = closestString(given, names);
  const slips = levenshteinDistance(given.toLowerCase(), nearest);
  const forgiven = Math.max(SLIPS_ALWAYS_FORGIVEN, Math.floor(given.length / LETTERS_PER_SLIP));
  return slips <= forgiven ? nearest : undefined;
}
