import { format as formatBytes } from "@std/fmt/bytes";
import { type BarOptions, type BarState, Format, MultiBar, Presets, type SingleBar } from "cli-progress";
import { counted, wholeSeconds } from "./figures.ts";
import { progressLine } from "./progress_line.ts";
import type { RunListener } from "../run_events.ts";

/** Clears from here to the end of the screen, so that a line can take the place of the bars. */
const CLEAR_BELOW = "\x1b[J";

/** As wide as `2020-01-01T08:00Z`. */
const LABEL_WIDTH = 17;

/** Leaves room on 80 columns for the widest figures. */
const BAR_WIDTH = 14;

/** What is assumed where the terminal does not tell its size. */
const DEFAULT_SIZE = { columns: 80, rows: 24 };

/** The rows of the run's bar and of the cursor. */
const OTHER_ROWS = 2;

/**
 * Shows a bar for the run and one for each download under way, and above them a line for what is worth one. The
 * terminal's settings stay as they are, so that nothing has to be restored when the process is killed.
 *
 * @param write Writes to the terminal at once; must not throw.
 * @returns The listener to give to the run; disposing of it clears the bars and stops their timer.
 */
export function showBars(write: (text: string) => void): Disposable & { readonly listener: RunListener } {
  const bars = new MultiBar({
    stream: terminalStream(write),
    clearOnComplete: true,
    forceRedraw: true,
    linewrap: true,
    barsize: BAR_WIDTH,
  }, Presets.shades_classic);
  let parts = [lineAbove(bars), runBar(bars), downloadBars(bars)];
  return {
    listener: (event) => parts.forEach((part) => part(event)),
    [Symbol.dispose]: () => {
      parts = [];
      bars.update();
      bars.stop();
    },
  };
}

function lineAbove(bars: MultiBar): RunListener {
  return (event) => {
    const line = progressLine(event);
    if (line !== undefined) bars.log(`${CLEAR_BELOW}${line}\n`);
  };
}

/** The hours of the run. Those that are skipped take no time, and tell nothing about the time that is left. */
function runBar(bars: MultiBar): RunListener {
  const ranking = new Set<string>();
  let bar: SingleBar | undefined;
  let skipped = 0;
  const format = (options: BarOptions, state: BarState): string =>
    `${barText(`${state.value} of ${counted(state.total, "hour")}`, options, state)}  ` +
    `ranking ${ranking.size}  ${timeLeft(state, state.value - skipped)}`;
  return (event) => {
    if (event.type === "planned") bar = bars.create(event.hours.length, 0, undefined, { format });
    if (event.type === "ranking-started") ranking.add(event.hour.time);
    if (event.type === "dump-rejected") ranking.delete(event.hour.time);
    if (event.type !== "hour-ended") return;
    ranking.delete(event.outcome.hour.time);
    if (event.outcome.status === "skipped") skipped++;
    bar?.increment();
  };
}

/** The downloads while their bytes come in, as many as there are rows for: bars that scroll cannot be redrawn. */
function downloadBars(bars: MultiBar): RunListener {
  const shown = new Map<string, SingleBar>();
  const hide = (hour: string): void => {
    const bar = shown.get(hour);
    if (bar && shown.delete(hour)) bars.remove(bar);
  };
  return (event) => {
    if (event.type === "download-retried" || event.type === "download-ended") hide(event.hour.time);
    if (event.type !== "download-advanced") return;
    const { hour: { time }, receivedBytes, totalBytes } = event;
    const bar = shown.get(time);
    if (bar) bar.update(receivedBytes);
    else if (shown.size + OTHER_ROWS < terminalSize().rows) {
      shown.set(time, createDownloadBar(bars, time, receivedBytes, totalBytes));
    }
  };
}

/** Bytes that were there at the start, from an earlier try, say nothing about speed. */
function createDownloadBar(bars: MultiBar, hour: string, startBytes: number, totalBytes = 0): SingleBar {
  const format = (options: BarOptions, state: BarState): string => {
    const received = state.value - startBytes;
    const rate = `${formatBytes(received / elapsedSeconds(state))}/s`;
    if (state.total === 0) return `${hour}  ${formatBytes(state.value)}  ${rate}`;
    return `${barText(hour, options, state)}  ${formatBytes(state.value)}/${formatBytes(state.total)}  ` +
      `${rate}  ${timeLeft(state, received)}`;
  };
  return bars.create(totalBytes, startBytes, undefined, { format });
}

function barText(label: string, options: BarOptions, { progress }: BarState): string {
  const percentage = `${Math.floor(progress * 100)}%`.padStart(4);
  return `${label.padEnd(LABEL_WIDTH)} ${Format.BarFormat(progress, options)} ${percentage}`;
}

/** At the pace at which so much was done since the start. */
function timeLeft(state: BarState, done: number): string {
  if (done <= 0) return "";
  return `${wholeSeconds(elapsedSeconds(state) / done * (state.total - state.value))} left`;
}

/** At least a moment, so that it can be divided by. */
function elapsedSeconds({ startTime }: BarState): number {
  return Math.max(Date.now() - startTime, 1) / 1000;
}

function terminalStream(write: (text: string) => void): BarOptions["stream"] {
  return {
    isTTY: true,
    write,
    get columns() {
      return terminalSize().columns;
    },
  };
}

function terminalSize(): { readonly columns: number; readonly rows: number } {
  try {
    return Deno.consoleSize();
  } catch {
    return DEFAULT_SIZE;
  }
}
