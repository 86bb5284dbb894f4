import { openListFile, type PageReader, reopeningReader } from "./list_file.ts";
import type { PageList } from "./page_list.ts";

/** What is known of one list: where it starts in its file, how many bytes and pages it has, and its bound. */
const FIELDS = 4;

/** So many files stay open, which is quicker; systems allow a process but so many, and a year has 8,760 dumps. */
const OPEN_FILES = 100;

/** One list file. */
interface TableRow {
  readonly reader: Pick<PageReader, "read">;
  /** {@linkcode FIELDS} numbers for each domain, by its place in the table; NaN where there is no list. */
  readonly places: Float64Array;
}

/** The lists of many dumps. They stay on the disk; in memory is no more than where each one is. */
export class ListTable implements Disposable {
  readonly #domains = new Map<string, { readonly index: number; pages: number }>();
  readonly #rows: TableRow[] = [];
  readonly #files = new DisposableStack();

  /**
   * @param paths List files.
   * @throws {Error} When one cannot be read.
   */
  constructor(paths: readonly string[]) {
    using files = this.#files;
    for (const path of paths) this.#add(path);
    this.#files = files.move();
  }

  /** Every domain code, with how many pages its lists have together. */
  *domains(): Generator<[domainCode: string, pages: number]> {
    for (const [domainCode, { pages }] of this.#domains) yield [domainCode, pages];
  }

  /**
   * Reads a domain's lists.
   *
   * @param domainCode The domain code.
   * @returns Its lists, each with the index of its file; nothing for files that do not have the domain.
   * @throws {Error} When a file cannot be read.
   */
  *read(domainCode: string): Generator<[fileIndex: number, list: PageList]> {
    const index = this.#domains.get(domainCode)?.index ?? Infinity;
    for (const [fileIndex, { reader, places }] of this.#rows.entries()) {
      const [position = NaN, bytes = 0, pages = 0, bound = 0] = places.subarray(
        index * FIELDS,
        (index + 1) * FIELDS,
      );
      if (Number.isNaN(position)) continue;
      yield [fileIndex, { domainCode, bound, ...reader.read(position, bytes, pages) }];
    }
  }

  /** Closes the files. */
  [Symbol.dispose](): void {
    this.#files.dispose();
  }

  #add(path: string): void {
    const file = openListFile(path);
    if (!file) throw new Error(`Cannot use the list file "${path}": it was changed while it was needed`);
    const staysOpen = this.#rows.length < OPEN_FILES;
    const reader = staysOpen ? this.#files.use(file.reader) : reopeningReader(path);
    if (!staysOpen) file[Symbol.dispose]();
    const { head } = file;
    const indexed = head.entries.map((entry) => ({
      entry,
      index: this.#indexOf(entry.domainCode, entry.pages),
    }));
    const size = indexed.reduce((most, { index }) => Math.max(most, index + 1), 0);
    const places = new Float64Array(size * FIELDS).fill(NaN);
    let position = file.start;
    for (const { entry: { bytes, pages, bound }, index } of indexed) {
      places.set([position, bytes, pages, bound], index * FIELDS);
      position += bytes;
    }
    this.#rows.push({ reader, places });
  }

  #indexOf(domainCode: string, pages: number): number {
    const known = this.#domains.get(domainCode);
    if (known) known.pages += pages;
    else this.#domains.set(domainCode, { index: this.#domains.size, pages });
    return known?.index ?? this.#domains.size - 1;
  }
}
