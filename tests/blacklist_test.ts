import { assert, assertEquals, assertGreater } from "@std/assert";
import fc from "fast-check";
import { decodeTitle, parseBlacklist } from "../lib/blacklist.ts";
import { compareByteOrder } from "../lib/rank/byte_order.ts";

/** The pages that a blacklist names, as `domain_code|page_title`. */
function pagesOf(text: string): string[] {
  const pages = [...parseBlacklist(text).titles].flatMap(([code, titles]) =>
    [...titles].map((t) => `${code}|${t}`)
  );
  return pages.sort();
}

function warningsOf(text: string): number[] {
  return parseBlacklist(text).warnings.map(({ lineNumber }) => lineNumber);
}

Deno.test("decodeTitle() decodes what is percent-encoded", () => {
  assertEquals(decodeTitle("Wikip%C3%A9dia:Accueil_principal"), "Wikipédia:Accueil_principal");
  assertEquals(decodeTitle("%E3%83%A1%E3%82%A4%E3%83%B3"), "メイン");
  assertEquals(decodeTitle("%e3%83%a1%E3%82%a4"), "メイ");
  assertEquals(decodeTitle("%F0%9F%98%80"), "😀");
  assertEquals(decodeTitle("a%20b%2Fc%00"), "a b/c\0");
});

Deno.test("decodeTitle() keeps what is not percent-encoded", () => {
  for (
    const title of ["Main_Page", "メインページ", "a+b", "", "-", "Caf\u00e9", "😀", "\ufeffA", "#1_(film)"]
  ) {
    assertEquals(decodeTitle(title), title);
  }
});

Deno.test("decodeTitle() leaves a stray % as it is and decodes the rest", () => {
  assertEquals(decodeTitle("100%"), "100%");
  assertEquals(decodeTitle("100%_Pure"), "100%_Pure");
  assertEquals(decodeTitle("%C3%A9%"), "é%");
  assertEquals(decodeTitle("%4"), "%4");
  assertEquals(decodeTitle("%%41%G1%é"), "%A%G1%é");
  assertEquals(decodeTitle("%-1%+1% 1%0x41"), "%-1%+1% 1%0x41");
});

Deno.test("decodeTitle() decodes once only", () => {
  assertEquals(decodeTitle("%2541"), "%41");
  assertEquals(decodeTitle("%2541%"), "%41%");
});

Deno.test("decodeTitle() gives U+FFFD for bytes that are not UTF-8, as a dump's reader does", () => {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  fc.assert(fc.property(fc.uint8Array({ maxLength: 30 }), (bytes) => {
    const encoded = Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
    assertEquals(decodeTitle(encoded), decoder.decode(bytes));
  }));
});

Deno.test("decodeTitle() is undone by encodeURIComponent(), for every title", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (title) => {
    assertEquals(decodeTitle(encodeURIComponent(title)), title);
  }));
});

Deno.test("decodeTitle() reads quoted titles as a dump has them", () => {
  assertEquals(decodeTitle('"\\"Weird_Al\\"_Yankovic"'), '"Weird_Al"_Yankovic');
  assertEquals(decodeTitle('"Heroes"_(album)'), '"Heroes"_(album)');
  assertEquals(decodeTitle("%22Heroes%22"), '"Heroes"');
  assertEquals(decodeTitle('""'), "");
});

Deno.test("parseBlacklist() reads lines of domain_code and page_title", () => {
  assertEquals(pagesOf("en Main_Page\nen.m %2D\nen -\nen Main_Page\nen Main%5fPage"), [
    "en.m|-",
    "en|-",
    "en|Main_Page",
  ]);
});

Deno.test("parseBlacklist() reads an empty title and a quoted domain code", () => {
  assertEquals(pagesOf('en \n"" Z11550\n"a\\"b" C\n'), ['a"b|C', "en|", "|Z11550"]);
});

Deno.test("parseBlacklist() passes over comments and empty lines", () => {
  assertEquals(parseBlacklist("# en Main_Page\n\n#\n\r\n"), { titles: new Map(), warnings: [] });
  assertEquals(parseBlacklist(""), { titles: new Map(), warnings: [] });
  assertEquals(pagesOf("en #1_(film)\n"), ["en|#1_(film)"]);
});

Deno.test("parseBlacklist() takes CRLF, a missing last LF and a byte order mark", () => {
  const text = "\ufeffen A\r\nde B\r\n# no\r\nfr C";
  assertEquals(pagesOf(text), ["de|B", "en|A", "fr|C"]);
  assertEquals(warningsOf(text), []);
});

Deno.test("parseBlacklist() warns of lines that are no entries, with their numbers", () => {
  const text = "en A\nMain_Page\n\nen Main Page\n Main_Page\n# fine\nen A \nen\tA\né A\nde B";
  assertEquals(warningsOf(text), [2, 4, 5, 7, 8, 9]);
  assertEquals(pagesOf(text), ["de|B", "en|A"]);
  assertEquals(parseBlacklist("x").warnings[0].reason, "not `domain_code page_title`");
});

Deno.test("parseBlacklist() splits at the byte 0x20 alone", () => {
  assertEquals(pagesOf("en a\u00a0b\u3000c\u2028d\u0085e\tf"), ["en|a\u00a0b\u3000c\u2028d\u0085e\tf"]);
});

Deno.test("parseBlacklist() takes any text, and each line is an entry, a warning or nothing", () => {
  const odd = fc.string({
    unit: fc.constantFrom("%", "4", "1", "C", "3", "A", "9", "f", '"', "\\", " ", "\n", "#", "+"),
  });
  const bytes = fc.uint8Array({ maxLength: 200 }).map((each) => new TextDecoder().decode(each));
  fc.assert(
    fc.property(
      fc.oneof(odd, bytes, fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" })),
      (text) => {
        const { titles, warnings } = parseBlacklist(text);
        const lines = text.replace(/^\ufeff/, "").split("\n").map((line) => line.replace(/\r$/, ""));
        const said = lines.filter((line) => line !== "" && !line.startsWith("#")).length;
        const entries = [...titles.values()].reduce((sum, { size }) => sum + size, 0);
        assert(entries + warnings.length <= said);
        assertEquals(said === 0, entries + warnings.length === 0);
      },
    ),
    { numRuns: 1_000 },
  );
});

const SHIPPED = new URL("../blacklist_domains_and_pages", import.meta.url);

Deno.test("the shipped blacklist has no line that is wrong and none twice", async () => {
  const text = await Deno.readTextFile(SHIPPED);
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const { titles, warnings } = parseBlacklist(text);
  assertEquals(warnings, []);
  assertEquals([...titles.values()].reduce((sum, { size }) => sum + size, 0), lines.length);
  assertGreater(lines.length, 200);
  assertEquals(text, text.normalize("NFC"));
});

Deno.test("the shipped blacklist is in byte order within each section", async () => {
  const text = await Deno.readTextFile(SHIPPED);
  for (const section of text.trimEnd().split(/\n\n/)) {
    const lines = section.split("\n").filter((line) => !line.startsWith("#"));
    assertEquals(lines, lines.toSorted(compareByteOrder));
  }
});

Deno.test("the shipped blacklist names only domain codes that there are, desktop and mobile alike", async () => {
  const codes = [...parseBlacklist(await Deno.readTextFile(SHIPPED)).titles.keys()];
  const language = "(?:[a-z]{2}|simple)(?:\\.m)?(?:\\.(?:b|d|q|s|voy))?";
  const pattern = new RegExp(`^(?:${language}|(?:commons|meta)\\.m(?:\\.m)?|(?:www|m)\\.wd?|)$`);
  for (const code of codes) {
    assert(pattern.test(code), code);
    const mobile = code.startsWith("www.") ? code.replace("www.", "m.") : code.replace(/^([a-z]+)/, "$1.m");
    if (!/^$|^m\.|\.m(?:$|\.)/.test(code)) assert(codes.includes(mobile), mobile);
  }
  assertGreater(codes.length, 50);
});

Deno.test("the shipped blacklist names the main pages of large domains", async () => {
  const { titles } = parseBlacklist(await Deno.readTextFile(SHIPPED));
  const mainPages = {
    en: "Main_Page",
    de: "Wikipedia:Hauptseite",
    ja: "メインページ",
    ru: "Заглавная_страница",
  };
  for (const [code, title] of Object.entries(mainPages)) {
    for (const page of [title, "-", "Special:Search"]) {
      assert(titles.get(code)?.has(page) && titles.get(`${code}.m`)?.has(page), `${code} ${page}`);
    }
  }
});
