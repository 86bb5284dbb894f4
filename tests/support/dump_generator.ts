/**
 * Realistic pageview dumps, made up from a seed: the same seed gives the same bytes on every machine.
 *
 * The shape follows what is known of real dumps: shares of lines per domain code, a power law of views,
 * a third of the titles outside ASCII, domain codes and titles in byte order, each pair once.
 *
 * @module
 */
import { createGzip } from "node:zlib";
import { Readable } from "node:stream";
import { compareByteOrder } from "../../lib/rank/byte_order.ts";

/** What a made-up dump should look like. */
export interface DumpShape {
  /** How many regular lines it holds. Quirky lines come on top. */
  readonly lines: number;
  /** Picks one of the possible dumps; the same seed gives the same bytes. */
  readonly seed: number;
  /** Sprinkle in every oddity that real dumps were seen to hold, a few dozen lines. Default: false. */
  readonly quirks?: boolean;
  /**
   * Which hour of the seed's world it is, from 0: its hours have most titles in common, with a popularity that lasts,
   * noise from hour to hour, and some that are suddenly read. There are about as many lines as asked for. Default: the
   * dump has nothing to do with others.
   */
  readonly hourOfWorld?: number;
}

/** Share of all lines, in percent, for the large domain codes of a real hour. */
const LARGE_SHARES: Readonly<Record<string, number>> = {
  "en.m": 22.6,
  "en": 16.9,
  "ja.m": 6.0,
  "ja": 3.9,
  "ru.m": 3.9,
  "zh.m": 3.5,
  "es.m": 3.1,
  "de.m": 3.0,
  "zh": 2.5,
  "de": 2.3,
  "ru": 2.0,
  "fr.m": 1.9,
  "es": 1.9,
  "it.m": 1.7,
  "fr": 1.7,
  "pt.m": 1.3,
  "it": 1.1,
  "ar.m": 1.1,
  "pl.m": 1.0,
  "commons.m": 0.9,
  "fa.m": 0.8,
  "www.wd": 0.7,
  "ko.m": 0.6,
};

const SUFFIXES = ["", ".m", ".b", ".m.b", ".d", ".m.d", ".n", ".q", ".m.q", ".s", ".v", ".voy"];
const LATIN =
  "a e i o u an en in on ar er or al el il ba be co da de di fa ga ha ka la le li ma me mi na ne no pa ra re ri ro sa se si ta te ti to va"
    .split(" ");
const ACCENTED = [...LATIN, ..."é ü á".split(" ")];
const CYRILLIC = "а е и о у ан ен ин ов ск ба ва да ка ла ма на ра са та ри ли ни ко но ро го во".split(" ");
const KANA =
  "あ い う え か き く こ さ し す た て と な に の は ま み も や ら り る ん 日 本 大 学 山 川 東 人"
    .split(" ");
const HAN = "中 国 人 大 学 山 水 天 地 王 李 北 京 上 海 市 公 司 民 主 文 化 史 電 影 年".split(" ");
const ARABIC = "ا ل م ن و ي ر ب ت د س ع ف ق ك ه".split(" ");
const NAMESPACES = ["Special:", "User:", "File:", "Category:", "Talk:", "Wikipedia:", "Template:"];

/** Lines that real dumps of some era were seen to hold; well-formed and malformed ones. */
export const QUIRKY_LINES: readonly string[] = [
  '"" Z11550 1 0',
  "en  506 0",
  "en - 4711 0",
  "ja \\(^o^)/チエ 1 0",
  'vi.m "\\"Hello,_World!\\"_(bài_hát)" 12 0',
  'en "Heroes"_(album) 31 0',
  'en "Weird_Al"_Yankovic 77 0',
  'en "quoted_without_escape" 5 0',
  'en "" 3 0',
  "en.zero Main_Page 19 0",
  "de Title with literal spaces 2 0",
  "fr Tab\tinside 3 0",
  "en Foo",
  " 3 0",
  "Lonely_title 3 0",
  "en Not_a_number 1e3 0",
  "en Hexadecimal 0x10 0",
  "en Negative -1 0",
  "en Too_large 9007199254740992 0",
  "en Largest 9007199254740991 0",
  "ar \u202Eright-to-left\u202C 4 0",
  "zh \u3000ideographic\u00A0space\u2028separator\u0085 5 0",
  "",
];

type NextRandom = () => number;

/** Mulberry32: a small generator of numbers in [0, 1), the same everywhere. */
function mulberry32(seed: number): NextRandom {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** How many views a line has: 61 % one, and so on, then a power law from 5 up. */
function randomViews(next: NextRandom): number {
  const u = next();
  if (u < 0.61) return 1;
  if (u < 0.78) return 2;
  if (u < 0.84) return 3;
  if (u < 0.88) return 4;
  return Math.min(2_000_000, Math.floor(5 * Math.pow(1 - next(), -1 / 1.5)));
}

function syllablesOf(language: string): readonly string[] {
  switch (language) {
    case "ja":
      return KANA;
    case "zh":
      return HAN;
    case "ru":
    case "uk":
    case "bg":
      return CYRILLIC;
    case "ar":
    case "fa":
    case "he":
      return ARABIC;
    case "en":
    case "commons":
    case "www":
      return LATIN;
    default:
      return ACCENTED;
  }
}

/** A vocabulary of a language; titles are made of its words, the first ones most often. */
function makeWords(language: string, size: number, next: NextRandom): string[] {
  const syllables = syllablesOf(language);
  const shortest = syllables === LATIN || syllables === ACCENTED ? 2 : 1;
  const words: string[] = [];
  for (let i = 0; i < size; i++) {
    let word = "";
    const length = shortest + Math.floor(next() * 4);
    for (let k = 0; k < length; k++) word += syllables[Math.floor(next() * syllables.length)];
    words.push(word[0].toUpperCase() + word.slice(1));
  }
  return words;
}

function randomTitle(words: readonly string[], next: NextRandom): string {
  let title = next() < 0.07 ? NAMESPACES[Math.floor(next() * NAMESPACES.length)] : "";
  const v = next();
  const count = v < 0.94 ? 1 + Math.floor(v * 3.6) : 4 + Math.floor(next() * 7);
  for (let i = 0; i < count; i++) {
    const u = next();
    title += (i === 0 ? "" : "_") + words[Math.floor(u * u * words.length)];
  }
  const u = next();
  if (u < 0.08) title += `_(${words[Math.floor(next() * 40)]})`;
  else if (u < 0.2) title += `_${1800 + Math.floor(next() * 225)}`;
  return title;
}

/** How many lines each domain code gets: the large ones by share, some 1,600 small ones by a power law. */
function linesPerDomain(lines: number, next: NextRandom): [domainCode: string, lines: number][] {
  const domains = Object.entries(LARGE_SHARES).map(([code, share]): [string, number] => [
    code,
    Math.round(lines * share / 100),
  ]);
  let rest = lines - domains.reduce((sum, [, n]) => sum + n, 0);
  const taken = new Set(Object.keys(LARGE_SHARES));
  const scale = rest / 15;
  for (let rank = 1; rest > 0; rank++) {
    const code = randomDomainCode(next, rank);
    if (taken.has(code)) continue;
    taken.add(code);
    const size = Math.min(rest, Math.max(1, Math.round(scale / Math.pow(1 + rank / 8, 1.75))));
    domains.push([code, rank > 1_600 ? rest : size]);
    rest -= rank > 1_600 ? rest : size;
  }
  return domains.sort(([a], [b]) => a < b ? -1 : 1);
}

function randomDomainCode(next: NextRandom, rank: number): string {
  const letter = () => String.fromCharCode(97 + Math.floor(next() * 26));
  const name = letter() + letter() + (rank > 300 && next() < 0.5 ? letter() : "");
  return name + SUFFIXES[Math.floor(next() * SUFFIXES.length)];
}

function* linesOfDomain(domainCode: string, lines: number, next: NextRandom): Generator<string> {
  const words = makeWords(domainCode.split(".")[0], Math.max(60, Math.min(30_000, lines >> 3)), next);
  const titles = new Set<string>();
  if (lines > 20) titles.add("Main_Page").add("Special:Search").add("-");
  while (titles.size < lines) {
    const title = randomTitle(words, next);
    titles.add(titles.has(title) ? `${title}_${titles.size}` : title);
  }
  for (const title of [...titles].sort()) {
    const isGate = title === "Main_Page" || title === "Special:Search" || title === "-";
    const views = isGate ? Math.ceil(lines * (0.02 + next() / 8)) : randomViews(next);
    yield `${domainCode} ${title} ${views} 0\n`;
  }
}

/** How many titles there are for each line of an hour, since not every title is read every hour. */
const TITLES_PER_LINE = 2;
/** The least popular title is read so many times an hour on average. */
const LEAST_RATE = 0.4;
/** One title in so many is suddenly read, in one hour of the world's first {@linkcode WORLD_HOURS} and less after it. */
const TITLES_PER_SURGE = 2_000;
const WORLD_HOURS = 168;

/** How often a title is read that is read so often on average: Poisson, or close to it. */
function poisson(rate: number, next: NextRandom): number {
  if (rate > 30) {
    const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    return Math.max(0, Math.round(rate + normal * Math.sqrt(rate)));
  }
  const limit = Math.exp(-rate);
  let count = 0;
  for (let product = next(); product > limit; product *= next()) count++;
  return count;
}

function* worldLinesOfDomain(
  domainCode: string,
  lines: number,
  nextOfWorld: NextRandom,
  nextOfHour: NextRandom,
  hour: number,
): Generator<string> {
  const titles = lines * TITLES_PER_LINE;
  const words = makeWords(domainCode.split(".")[0], Math.max(60, Math.min(30_000, lines >> 2)), nextOfWorld);
  const rates = new Map<string, number>();
  if (lines > 20) {
    ["Main_Page", "Special:Search", "-"].forEach((title) => rates.set(title, Math.ceil(lines / 12)));
  }
  while (rates.size < titles) {
    const title = randomTitle(words, nextOfWorld);
    const popularity = LEAST_RATE * Math.pow(1 - nextOfWorld(), -1 / 1.5);
    const surgeHour = Math.floor(nextOfWorld() * WORLD_HOURS * TITLES_PER_SURGE);
    const sinceSurge = hour - surgeHour;
    const surge = sinceSurge >= 0 && sinceSurge < WORLD_HOURS ? (lines / 60) * Math.pow(0.7, sinceSurge) : 0;
    rates.set(rates.has(title) ? `${title}_${rates.size}` : title, Math.min(2_000_000, popularity) + surge);
  }
  for (const title of [...rates.keys()].sort(compareByteOrder)) {
    const noise = Math.exp(nextOfHour() + nextOfHour() - 1);
    const views = poisson(rates.get(title)! * noise, nextOfHour);
    if (views > 0) yield `${domainCode} ${title} ${views} 0\n`;
  }
}

/**
 * The text of a made-up dump, in pieces of about a megabyte.
 *
 * @param shape What it should look like.
 * @returns Pieces of UTF-8 text, to be read once.
 */
export function* generateDumpText(
  { lines, seed, quirks = false, hourOfWorld }: DumpShape,
): Generator<Uint8Array> {
  const next = mulberry32(seed);
  const nextOfHour = mulberry32(seed + 7919 * (1 + (hourOfWorld ?? 0)));
  const encoder = new TextEncoder();
  let text = quirks ? QUIRKY_LINES.join("\n") + "\n" : "";
  for (const [domainCode, count] of linesPerDomain(lines, next)) {
    const domainLines = hourOfWorld === undefined
      ? linesOfDomain(domainCode, count, next)
      : worldLinesOfDomain(domainCode, count, next, nextOfHour, hourOfWorld);
    for (const line of domainLines) {
      text += line;
      if (text.length > 500_000) {
        yield encoder.encode(text);
        text = "";
      }
    }
  }
  if (text !== "") yield encoder.encode(text);
}

/**
 * Writes a made-up dump, gzipped as the real ones are.
 *
 * @param path Where it goes; replaced when it is there.
 * @param shape What it should look like.
 */
export async function writeDump(path: string, shape: DumpShape): Promise<void> {
  await using file = await Deno.open(path, { write: true, create: true, truncate: true });
  const gzip = Readable.from(generateDumpText(shape), { objectMode: true }).pipe(createGzip());
  for await (const chunk of gzip) {
    let rest: Uint8Array = chunk;
    while (rest.length > 0) rest = rest.subarray(await file.write(rest));
  }
}
