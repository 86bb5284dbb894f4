import { concat } from "@std/bytes/concat";
import { LF } from "../../lib/rank/line.ts";
import { generateDumpText } from "../../tests/support/dump_generator.ts";

/** A line within a text. */
export interface LineSpan {
  readonly start: number;
  /** Where its LF is. */
  readonly end: number;
}

/**
 * The text of a small made-up dump, in one piece.
 *
 * @param lines How many lines it holds.
 */
export function sampleText(lines: number): Uint8Array {
  return concat([...generateDumpText({ lines, seed: 1 })]);
}

/**
 * Where the lines of a text are.
 *
 * @param text Whole lines.
 */
export function lineSpans(text: Uint8Array): LineSpan[] {
  const spans: LineSpan[] = [];
  for (let start = 0; start < text.length; start = spans.at(-1)!.end + 1) {
    spans.push({ start, end: text.indexOf(LF, start) });
  }
  return spans;
}
