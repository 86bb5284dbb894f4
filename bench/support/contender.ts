/** A program with its arguments. */
export type Command = readonly string[];

/** Commands that run at the same time, each reading what the one before prints. */
export interface Pipeline {
  /** What these print is given to the first command as files, after its other arguments. Default: none. */
  readonly sources?: readonly Command[];
  readonly commands: readonly Command[];
  /** The file that what the last one prints goes to; null: it is thrown away. */
  readonly output: string | null;
}

/** The N best pages that were found, by `NAME domain_code`, where NAME is the dump's, as `pageviews-…`. */
export type Answer = ReadonlyMap<string, readonly AnsweredPage[]>;

/** A page of an answer. */
export interface AnsweredPage {
  readonly pageTitle: string;
  readonly countViews: number;
}

/** Something whose cost is measured. */
export interface Contender {
  /** As it stands in the tables. */
  readonly name: string;
  /** Sets the scene before each run; its cost does not count. */
  readonly prepare?: () => Promise<void>;
  /** What is run, one pipeline after the other. */
  readonly pipelines: readonly Pipeline[];
  /** Reads what the last run has found, where it ranks at all. */
  readonly readAnswer?: () => Promise<Answer>;
  /** It prints the milliseconds that it took without its own start, and these count instead of the clock's. */
  readonly timesItself?: boolean;
}

/**
 * What a contender's files are called.
 *
 * @param name The contender's.
 * @returns The name without what paths could not take, such as `gzip_dc_mawk`.
 */
export function fileNameOf(name: string): string {
  return name.replaceAll(/\W+/g, "_");
}
