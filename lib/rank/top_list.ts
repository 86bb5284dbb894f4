import { compareByteOrder } from "./byte_order.ts";
import type { RankedPage } from "./ranking.ts";

/** Whether page `a` stands below page `b`: fewer views, or as many and a later title in byte order. */
function isBelow(a: RankedPage, b: RankedPage): boolean {
  if (a.countViews !== b.countViews) return a.countViews < b.countViews;
  return compareByteOrder(a.pageTitle, b.pageTitle) > 0;
}

/**
 * The N best of all the pages offered: a binary min-heap that never holds more than N.
 *
 * The lowest page is at the root, so that a page which cannot get in is turned away by one comparison.
 */
export class TopList {
  readonly #heap: RankedPage[] = [];
  readonly #capacity: number;
  readonly #minViews: number;

  /**
   * @param capacity N, at least 1.
   * @param minViews Pages with fewer views do not get in. Default: 1.
   */
  constructor(capacity: number, minViews = 1) {
    this.#capacity = capacity;
    this.#minViews = minViews;
  }

  /** The fewest views a page must have to get in; with just as many, its title decides. */
  get threshold(): number {
    return this.#heap.length < this.#capacity ? this.#minViews : this.#heap[0].countViews;
  }

  /**
   * Whether a page would get in now.
   *
   * @param page The page.
   */
  admits(page: RankedPage): boolean {
    if (page.countViews < this.#minViews) return false;
    return this.#heap.length < this.#capacity || isBelow(this.#heap[0], page);
  }

  /**
   * Takes a page in when it is among the N best so far.
   *
   * @param page The page.
   */
  offer(page: RankedPage): void {
    if (!this.admits(page)) return;
    if (this.#heap.length < this.#capacity) this.#siftUp(this.#heap.push(page) - 1);
    else this.#siftDown(page);
  }

  /** The pages taken in, best first. */
  toSorted(): RankedPage[] {
    return this.#heap.toSorted((a, b) => isBelow(a, b) ? 1 : -1);
  }

  #siftUp(from: number): void {
    const heap = this.#heap;
    const page = heap[from];
    let hole = from;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!isBelow(page, heap[parent])) break;
      heap[hole] = heap[parent];
      hole = parent;
    }
    heap[hole] = page;
  }

  /** Puts a page in the root's place. */
  #siftDown(page: RankedPage): void {
    const heap = this.#heap;
    let hole = 0;
    while (true) {
      let child = 2 * hole + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBelow(heap[child + 1], heap[child])) child++;
      if (!isBelow(heap[child], page)) break;
      heap[hole] = heap[child];
      hole = child;
    }
    heap[hole] = page;
  }
}
