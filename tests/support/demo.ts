/**
 * `deno task demo`: the whole job as it is, on made-up dumps from a server on loopback.
 *
 * @module
 */
import { join } from "@std/path";
import { dumpHour } from "../../lib/hours.ts";
import { writeDump } from "./dump_generator.ts";
import { startDumpServer } from "./dump_server.ts";

const FOLDER = "demo";
const SERVED = join(FOLDER, "served");
const FIRST_HOUR = Temporal.Instant.from("2024-01-01T08:00Z");
const HOURS = 3;
const LINES_PER_HOUR = 300_000;
/** Slow enough to be watched. */
const BYTES_PER_SECOND = 2_000_000;
const SHOWN_LINES = 12;
/** A day of smaller dumps, which are added up. */
const DAY = Temporal.PlainDate.from("2024-01-02");
const HOURS_OF_DAY = 24;
const LINES_PER_HOUR_OF_DAY = 20_000;

function say(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(text + "\n"));
}

async function generateDumps(): Promise<void> {
  await Deno.remove(FOLDER, { recursive: true }).catch(() => {});
  await Deno.mkdir(SERVED, { recursive: true });
  for (let hours = 0; hours < HOURS; hours++) {
    const { name } = dumpHour(FIRST_HOUR.add({ hours }));
    await writeDump(join(SERVED, `${name}.gz`), { lines: LINES_PER_HOUR, seed: hours + 1 });
  }
  const midnight = DAY.toZonedDateTime("UTC").toInstant();
  for (let hourOfWorld = 0; hourOfWorld < HOURS_OF_DAY; hourOfWorld++) {
    const { name } = dumpHour(midnight.add({ hours: hourOfWorld + 1 }));
    await writeDump(join(SERVED, `${name}.gz`), { lines: LINES_PER_HOUR_OF_DAY, seed: 9, hourOfWorld });
  }
}

/** Runs wikitop in a process of its own, under no more permissions than it needs. */
async function runWikitop(baseUrl: string, ...words: string[]): Promise<Deno.CommandStatus> {
  const permissions = [
    `--allow-net=${new URL(baseUrl).host}`,
    `--allow-read=${FOLDER},blacklist_domains_and_pages,workers,lib`,
    `--allow-write=${FOLDER}`,
    "--allow-env=WIKITOP_CONTACT",
    "--allow-sys=hostname,statfs",
  ];
  const folders = ["--tmp-dir", join(FOLDER, "tmp"), "--results-dir", join(FOLDER, "results")];
  const argv = [
    ...words,
    "--base-url",
    baseUrl,
    "--contact",
    "demo@example.org",
    ...folders,
  ];
  say(`\n$ wikitop ${argv.join(" ")}\n`);
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", ...permissions, "main.ts", ...argv],
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  });
  return await command.spawn().status;
}

/** Shows the most viewed pages of a domain code or project. */
async function showResult(name: string, group: string): Promise<void> {
  const path = join(FOLDER, "results", name);
  const lines = (await Deno.readTextFile(path)).split("\n");
  const shown = lines.filter((line) => line.startsWith(`${group}\t`)).slice(0, SHOWN_LINES);
  say(`\nThe most viewed pages of \`${group}\` in ${path}:\n`);
  say([lines[0], ...shown].join("\n"));
}

say(`Making up ${HOURS} dumps of ${LINES_PER_HOUR.toLocaleString("en-US")} lines each …`);
await generateDumps();
await using server = startDumpServer({ folder: SERVED, bytesPerSecond: BYTES_PER_SECOND });
const last = FIRST_HOUR.add({ hours: HOURS - 1 });
const ofHours = await runWikitop(server.baseUrl, `${FIRST_HOUR}`, `${last}`);
if (ofHours.success) await showResult(`${dumpHour(FIRST_HOUR).name}.tsv`, "en");
const ofDay = await runWikitop(server.baseUrl, "--every", "day", `${DAY}`, "--group", "project");
if (ofDay.success) await showResult(`top-${DAY}.projects.tsv`, "en.wikipedia");
Deno.exitCode = ofHours.code || ofDay.code;
