// The repack of @std on npm carries no types. These are the signatures of the few functions in use;
// when the import map of deno.json moves to `jsr:`, this file goes.

declare module "@std/assert" {
  export function assert(expr: unknown, msg?: string): asserts expr;
  export function assertEquals<T>(actual: T, expected: T, msg?: string): void;
  export function assertAlmostEquals(
    actual: number,
    expected: number,
    tolerance?: number,
    msg?: string,
  ): void;
  export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void;
  export function assertExists<T>(actual: T, msg?: string): asserts actual is NonNullable<T>;
  export function assertGreater<T>(actual: T, expected: T, msg?: string): void;
  export function assertGreaterOrEqual<T>(actual: T, expected: T, msg?: string): void;
  export function assertLess<T>(actual: T, expected: T, msg?: string): void;
  export function assertLessOrEqual<T>(actual: T, expected: T, msg?: string): void;
  export function assertMatch(actual: string, expected: RegExp, msg?: string): void;
  export function assertNotMatch(actual: string, expected: RegExp, msg?: string): void;
  export function assertStringIncludes(actual: string, expected: string, msg?: string): void;
  // deno-lint-ignore no-explicit-any
  type ErrorClass<E extends Error> = new (...args: any[]) => E;
  export function assertInstanceOf<E extends Error>(
    actual: unknown,
    expected: ErrorClass<E>,
    msg?: string,
  ): asserts actual is E;
  export function assertThrows<E extends Error = Error>(
    fn: () => unknown,
    errorClass?: ErrorClass<E>,
    msgIncludes?: string,
  ): E;
  export function assertRejects<E extends Error = Error>(
    fn: () => PromiseLike<unknown>,
    errorClass?: ErrorClass<E>,
    msgIncludes?: string,
  ): Promise<E>;
  export function fail(msg?: string): never;
}

declare module "@std/async/delay" {
  export function delay(
    ms: number,
    options?: { signal?: AbortSignal; persistent?: boolean },
  ): Promise<void>;
}

declare module "@std/bytes/concat" {
  export function concat(buffers: readonly Uint8Array[]): Uint8Array<ArrayBuffer>;
}

declare module "@std/cli/parse-args" {
  export interface ParsedArgs {
    _: string[];
    [option: string]: unknown;
  }
  export function parseArgs(args: readonly string[], options?: {
    string?: readonly string[];
    boolean?: readonly string[];
    collect?: readonly string[];
    alias?: Readonly<Record<string, string>>;
    default?: Readonly<Record<string, unknown>>;
    negatable?: readonly string[];
    stopEarly?: boolean;
    unknown?: (arg: string, key?: string, value?: unknown) => unknown;
  }): ParsedArgs;
}

declare module "@std/csv/parse" {
  export function parse(input: string, options?: { skipFirstRow?: false }): string[][];
}

declare module "@std/data-structures/binary-heap" {
  export class BinaryHeap<T> implements Iterable<T> {
    constructor(compare?: (a: T, b: T) => number);
    readonly length: number;
    peek(): T | undefined;
    pop(): T | undefined;
    push(...values: T[]): number;
    toArray(): T[];
    isEmpty(): boolean;
    [Symbol.iterator](): IterableIterator<T>;
  }
}

declare module "@std/fmt/bytes" {
  export function format(num: number, options?: {
    binary?: boolean;
    minimumFractionDigits?: number;
    maximumFractionDigits?: number;
  }): string;
}

declare module "@std/fmt/duration" {
  export function format(ms: number, options?: {
    style?: "narrow" | "digital" | "full";
    ignoreZero?: boolean;
  }): string;
}

declare module "@std/path" {
  export function basename(path: string, suffix?: string): string;
  export function dirname(path: string): string;
  export function fromFileUrl(url: string | URL): string;
  export function globToRegExp(glob: string, options?: { extended?: boolean; globstar?: boolean }): RegExp;
  export function join(...paths: string[]): string;
  export function resolve(...paths: string[]): string;
}

declare module "@std/streams/text-line-stream" {
  export class TextLineStream extends TransformStream<string, string> {
    constructor(options?: { allowCR?: boolean });
  }
}

declare module "@std/text/closest-string" {
  export function closestString(givenWord: string, possibleWords: readonly string[]): string;
}

declare module "@std/text/levenshtein-distance" {
  export function levenshteinDistance(str1: string, str2: string): number;
}

declare module "@std/text/to-snake-case" {
  export function toSnakeCase(input: string): string;
}

// cli-progress has no types of its own either.
declare module "cli-progress" {
  export interface BarState {
    /** From 0 to 1. */
    readonly progress: number;
    /** Milliseconds since the epoch. */
    readonly startTime: number;
    readonly total: number;
    readonly value: number;
  }
  export interface BarOptions {
    readonly stream?: { readonly isTTY: boolean; readonly columns: number; write(text: string): void };
    readonly clearOnComplete?: boolean;
    readonly forceRedraw?: boolean;
    readonly linewrap?: boolean;
    readonly barsize?: number;
    readonly format?: (options: BarOptions, state: BarState) => string;
  }
  export interface SingleBar {
    update(value: number): void;
    increment(): void;
  }
  export class MultiBar {
    constructor(options: BarOptions, preset?: BarOptions);
    create(total: number, startValue: number, payload: undefined, options: BarOptions): SingleBar;
    remove(bar: SingleBar): boolean;
    log(text: string): void;
    update(): void;
    stop(): void;
  }
  export const Presets: { readonly shades_classic: BarOptions };
  export const Format: { BarFormat(progress: number, options: BarOptions): string };
}
