import { decodeField } from "./field.ts";
import { KernelLines, longLine } from "./kernel_lines.ts";
import { kernelBytes } from "./kernel_text.ts";
import { LineBlocks } from "./line_blocks.ts";
import type { LineColumns } from "./line.ts";
import type { DumpRanking } from "./ranking.ts";
import { type DomainTally, type Selection, Tally } from "./tally.ts";
import { TopList } from "./top_list.ts";

/**
 * Ranks a dump from its bytes, as they come.
 *
 * Only lines that may enter a list are decoded. Nothing is taken on trust: a dump that is not sorted is ranked as
 * exactly, only slower.
 */
export class ByteEngine {
  readonly #tally: Tally<TopList>;
  readonly #blocks: LineBlocks;
  /** The domain of the last line. */
  #domain: DomainTally<TopList> | undefined;

  /** @param selection What is to be ranked. */
  constructor(selection: Selection) {
    this.#tally = new Tally(selection, (top, minViews) => new TopList(top, minViews));
    const lines = new KernelLines(this.#tally, {
      enterDomain: (domainCode) => this.#domain = this.#tally.domain(domainCode),
      minViews: () => this.#minViews(),
      passOver: (lines) => this.#count(lines),
      take: (columns) => this.#take(columns),
    });
    this.#blocks = new LineBlocks(
      (from, end) => lines.read(from, end),
      () => longLine(this.#tally.lines + 1),
    );
  }

  /**
   * Takes the next bytes of the dump's text.
   *
   * @param chunk Of any length; may end within a line or a character.
   * @throws {BadDump} When a line or the number of domains is beyond bounds.
   */
  push(chunk: Uint8Array): void {
    this.#tally.inflatedBytes += chunk.length;
    this.#blocks.push(chunk);
  }

  /**
   * Ends the dump.
   *
   * @returns What it comes to.
   * @throws {BadDump} When it held no line and that is not allowed.
   */
  finish(): DumpRanking {
    this.#blocks.finish();
    return this.#tally.finish();
  }

  /** Until a domain's list is full, all lines with enough views matter; none when it is not wanted. */
  #minViews(): number {
    if (!this.#domain) return 0;
    return this.#domain.wanted ? this.#domain.ranker.threshold : Infinity;
  }

  #count(lines: number): void {
    if (this.#domain?.wanted) this.#tally.considered += lines;
    else this.#tally.filtered += lines;
  }

  #take({ domainEnd, titleEnd, countViews }: LineColumns): void {
    this.#count(1);
    const { wanted, ranker, blacklisted } = this.#domain!;
    if (!wanted || countViews < ranker.threshold) return;
    const pageTitle = decodeField(kernelBytes.subarray(domainEnd + 1, titleEnd));
    const page = { pageTitle, countViews };
    if (ranker.admits(page) && !blacklisted?.has(pageTitle)) ranker.offer(page);
  }
}
