/**
 * The program as people run it: a process of its own in a folder of its own, with a server of dumps on loopback.
 *
 * @module
 */
import { fromFileUrl } from "@std/path";
import { gzipSync } from "node:zlib";
import type { Report } from "../../lib/show/report.ts";
import { type DumpServer, type DumpServerOptions, startDumpServer } from "./dump_server.ts";
import { sampleHour } from "./sample_outcomes.ts";
import { type ScratchFolder, scratchFolder } from "./scratch_folder.ts";

/** What one run came to. */
export interface WikitopRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What `--report` gave; undefined when there is none. */
  readonly report: Report | undefined;
  /** What this run and those before it have logged, without the time. */
  readonly log: readonly LogEntry[];
}

/** A line of the log. */
export interface LogEntry {
  readonly level: string;
  readonly message: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** How a process is started. */
export interface ProcessOptions {
  /** What comes between `deno run --no-prompt` and main.ts. Default: all permissions. */
  readonly flags?: readonly string[];
  /** The program's module. Default: the one of this checkout. */
  readonly main?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A command that is given the program's whole command line as its last arguments. Default: none. */
  readonly wrapper?: readonly string[];
  /** Told the process's id as soon as it has one. */
  readonly onStart?: (pid: number) => void;
}

/** A server, and a folder to run in. The hours are those from 2020-01-01T08:00Z on. */
export interface WikitopBench extends AsyncDisposable {
  readonly server: DumpServer;
  /** The server's dumps by file name; may be changed. */
  readonly dumps: Map<string, Uint8Array>;
  readonly folder: ScratchFolder;
  /** START and END of all the hours, and what makes the program ask the server and report. */
  readonly argv: readonly string[];
  /** Runs the program over all the hours. */
  readonly run: (args?: readonly string[], options?: ProcessOptions) => Promise<WikitopRun>;
  /** Runs the program with these arguments alone. */
  readonly runBare: (args: readonly string[], options?: ProcessOptions) => Promise<WikitopRun>;
  /** Starts it, and leaves it to the caller to wait for its end. */
  readonly spawn: (args: readonly string[], options?: ProcessOptions) => Deno.ChildProcess;
  /** The text of each file in results/, by name; hidden ones included, but for what is known of the dumps. */
  readonly results: () => Record<string, string>;
  /** The names in tmp/, sorted. */
  readonly filesInTmp: () => string[];
}

/** The program's module. */
export const MAIN = fromFileUrl(new URL("../../main.ts", import.meta.url));

/** Far longer than any run takes; a run that hangs is killed then. */
const PATIENCE_MS = 60_000;

/** The lock of a folder, and the version of the dump that a result was made of. */
const KEPT_NAME = /^\.(wikitop\.lock|pageviews-.+\.dump\.json)$/;

const REPORT = "report.json";
const LOG = "wikitop.log";

/**
 * Sets up a server and a folder.
 *
 * @param hours The hours' dumps: a text to be gzipped, the bytes as they are, or undefined for an hour that the
 *   server lacks.
 * @param options How the server behaves; and where the program runs, when that is not the folder.
 * @returns All that a test needs; dispose of it to remove it.
 */
export function setUpWikitop(
  hours: readonly (string | Uint8Array | undefined)[],
  { cwd, ...options }: Omit<DumpServerOptions, "dumps" | "folder"> & { readonly cwd?: string } = {},
): WikitopBench {
  const dumps = dumpsOf(hours);
  const server = startDumpServer({ ...options, dumps });
  const folder = scratchFolder();
  const bounds = [sampleHour().time, sampleHour(hours.length - 1).time];
  const argv = [...bounds, "--base-url", server.baseUrl, "--report", REPORT, "--log-file", LOG];
  const spawn: WikitopBench["spawn"] = (args, options) => start(args, cwd ?? folder.path, options);
  const runBare: WikitopBench["runBare"] = async (args, options) => ({
    ...await outcomeOf(spawn(args, options)),
    report: readReport(folder.join(REPORT)),
    log: readLog(folder.join(LOG)),
  });
  return {
    server,
    dumps,
    folder,
    argv,
    spawn,
    runBare,
    run: (args = [], options) => runBare([...argv, ...args], options),
    results: () =>
      Object.fromEntries(
        namesIn(folder.join("results")).map((name) => [
          name,
          Deno.readTextFileSync(folder.join("results", name)),
        ]),
      ),
    filesInTmp: () => namesIn(folder.join("tmp")),
    async [Symbol.asyncDispose](): Promise<void> {
      await server[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

/** A text as a dump. */
export function gzip(text: string | Uint8Array): Uint8Array {
  return new Uint8Array(gzipSync(text));
}

/** The file name of the dump of an hour so many hours after 2020-01-01T08:00Z. */
export function dumpName(later = 0): string {
  return `${sampleHour(later).name}.gz`;
}

/** The file name of the result of such an hour. */
export function resultName(later = 0, format = "tsv"): string {
  return `${sampleHour(later).name}.${format}`;
}

function dumpsOf(hours: readonly (string | Uint8Array | undefined)[]): Map<string, Uint8Array> {
  return new Map(hours.flatMap((dump, later) => {
    if (dump === undefined) return [];
    return [[dumpName(later), typeof dump === "string" ? gzip(dump) : dump]];
  }));
}

function start(args: readonly string[], cwd: string, options: ProcessOptions = {}): Deno.ChildProcess {
  const { flags = ["--allow-all"], main = MAIN, env, wrapper = [], onStart } = options;
  const [command, ...rest] = [...wrapper, Deno.execPath(), "run", "--no-prompt", ...flags, main, ...args];
  const process = new Deno.Command(command, {
    args: rest,
    cwd,
    env: { WIKITOP_CONTACT: "", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  onStart?.(process.pid);
  return process;
}

async function outcomeOf(
  process: Deno.ChildProcess,
): Promise<Pick<WikitopRun, "code" | "stdout" | "stderr">> {
  const timer = setTimeout(() => process.kill("SIGKILL"), PATIENCE_MS);
  try {
    const { code, stdout, stderr } = await process.output();
    const decoder = new TextDecoder();
    return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  } finally {
    clearTimeout(timer);
  }
}

function readReport(path: string): Report | undefined {
  const text = readIfPresent(path);
  return text === undefined ? undefined : JSON.parse(text);
}

function readLog(path: string): LogEntry[] {
  const lines = readIfPresent(path)?.split("\n").slice(0, -1) ?? [];
  return lines.map((line) => {
    const { level, message, properties } = JSON.parse(line);
    return { level, message, properties };
  });
}

function readIfPresent(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function namesIn(path: string): string[] {
  try {
    const names = [...Deno.readDirSync(path)].map(({ name }) => name);
    return names.filter((name) => !KEPT_NAME.test(name)).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
