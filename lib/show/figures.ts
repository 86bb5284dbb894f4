/**
 * Figures as people read them.
 *
 * @module
 */
import { format as formatDuration } from "@std/fmt/duration";

/**
 * A number of things.
 *
 * @param count How many.
 * @param noun The singular; its plural ends in s.
 * @returns Such as `1 hour` and `1,234,567 lines`.
 */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}

/**
 * A length of time that was measured.
 *
 * @param seconds How long, in seconds.
 * @returns Such as `3.1 s` and, from a minute on, `1m 39s`.
 */
export function duration(seconds: number): string {
  return seconds < 59.95 ? `${seconds.toFixed(1)} s` : wholeSeconds(seconds);
}

/**
 * A length of time that is a guess.
 *
 * @param seconds How long, in seconds.
 * @returns Such as `0s`, `12s` and `1h 2m 3s`.
 */
export function wholeSeconds(seconds: number): string {
  return formatDuration(Math.round(seconds) * 1000, { ignoreZero: true }) || "0s";
}
