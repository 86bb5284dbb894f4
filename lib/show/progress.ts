import { progressLine } from "./progress_line.ts";
import type { RunEvent, RunListener } from "../run_events.ts";

/** What is shown while a run goes on. */
export interface ProgressOptions {
  /** `auto`: bars on a terminal, plain lines elsewhere. */
  readonly style: "auto" | "bar" | "plain" | "none";
  /** Hours and periods that fail are told whatever the style, and nothing else is. */
  readonly quiet: boolean;
}

/** Where progress is shown: standard error. */
export type Screen = Pick<typeof Deno.stderr, "isTerminal" | "writeSync">;

/** Shows what a run tells; disposing of it clears the bars and lets the process end. */
export interface Progress extends Disposable {
  readonly listener: RunListener;
}

/**
 * Starts showing progress.
 *
 * @param options What is shown.
 * @param screen Where.
 * @returns The listener to give to the run; its owner disposes of it.
 */
export async function openProgress(
  { style, quiet }: ProgressOptions,
  screen: Screen = Deno.stderr,
): Promise<Progress> {
  const write = (text: string): void => writeBestEffort(screen, text);
  const lines = (isTold: (event: RunEvent) => boolean): Progress => ({
    listener: (event) => {
      const line = isTold(event) ? progressLine(event) : undefined;
      if (line !== undefined) write(line + "\n");
    },
    [Symbol.dispose]: () => {},
  });
  if (quiet) return lines(isFailure);
  if (style === "none") return lines(() => false);
  if (style === "plain" || style === "auto" && !screen.isTerminal()) return lines(() => true);
  const { showBars } = await import("./progress_bars.ts");
  return showBars(write);
}

function isFailure(event: RunEvent): boolean {
  return (event.type === "hour-ended" || event.type === "period-ended") && event.outcome.status === "failed";
}

/**
 * Shows a text if it can be shown: when nobody reads standard error any more, there is nobody to tell.
 *
 * @param screen Where.
 * @param text The text.
 */
export function writeBestEffort(screen: Pick<Screen, "writeSync">, text: string): void {
  try {
    screen.writeSync(new TextEncoder().encode(text));
  } catch {
    return;
  }
}
