import { assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import type { DomainRanking } from "../../lib/rank/ranking.ts";
import { formatRanking, type ResultFormat } from "../../lib/output/result_formats.ts";

const LABEL = { hour: "2020-01-01T08:00Z" };

const RANKING: readonly DomainRanking[] = [
  { domainCode: "", pages: [{ pageTitle: "Z11550", countViews: 1 }] },
  { domainCode: "en", pages: [{ pageTitle: "-", countViews: 9 }, { pageTitle: 'a"b,c', countViews: 2 }] },
  { domainCode: "ja", pages: [{ pageTitle: "\\(^o^)/チエ", countViews: 9007199254740991 }] },
];

/** What a domain code or a title may hold: anything that UTF-8 can, and often what formats trip over. */
const trickyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom(..."\t\n\r\\'\"=+-@,u0a\x00\x1b\u0085\u00a0\u2028\u202e", " ", "チ", "😀"),
  }),
);

const anyRanking: fc.Arbitrary<DomainRanking[]> = fc.array(
  fc.record({
    domainCode: trickyText,
    pages: fc.array(fc.record({ pageTitle: trickyText, countViews: fc.maxSafeNat() }), { minLength: 1 }),
  }),
);

function textOf(format: ResultFormat, domains: readonly DomainRanking[]): string {
  return [...formatRanking(format, LABEL, domains)].join("");
}

/** How a title is written between the other columns. */
function titleField(format: "tsv" | "csv", pageTitle: string): string {
  const text = textOf(format, [{ domainCode: "en", pages: [{ pageTitle, countViews: 7 }] }]);
  const [, field] = text.match(/views\r?\nen[\t,](.*)[\t,]7\r?\n$/s)!;
  return field;
}

function rowsOf(domains: readonly DomainRanking[]): string[][] {
  return domains.flatMap(({ domainCode, pages }) =>
    pages.map(({ pageTitle, countViews }) => [domainCode, pageTitle, `${countViews}`])
  );
}

function unescapeTsv(field: string): string {
  return JSON.parse(`"${field.replaceAll('"', '\\"')}"`);
}

/** Reads by the letter of RFC 4180; `@std/csv` would turn a CRLF inside quotes into LF. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy)) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end === "\r\n") rows.push([]);
  }
  assertEquals(rows.pop(), []);
  return rows;
}

function undoApostrophe(field: string): string {
  return field.replace(/^'('*[=+\-@\t\r\n])/, "$1");
}

Deno.test("formatRanking() writes TSV with a header and a line a page", () => {
  assertEquals(
    textOf("tsv", RANKING),
    "domain_code\tpage_title\tcount_views\n" +
      '\tZ11550\t1\nen\t-\t9\nen\ta"b,c\t2\nja\t\\\\(^o^)/チエ\t9007199254740991\n',
  );
});

Deno.test("formatRanking() writes CSV with quotes where they are needed, and CRLF", () => {
  assertEquals(
    textOf("csv", RANKING),
    "domain_code,page_title,count_views\r\n" +
      ',Z11550,1\r\nen,\'-,9\r\nen,"a""b,c",2\r\nja,\\(^o^)/チエ,9007199254740991\r\n',
  );
});

Deno.test("formatRanking() writes JSON with a line a page", () => {
  assertEquals(
    textOf("json", RANKING.slice(0, 2)),
    `{
  "hour": "2020-01-01T08:00Z",
  "domains": [
    {
      "domain_code": "",
      "pages": [
        {"page_title":"Z11550","count_views":1}
      ]
    },
    {
      "domain_code": "en",
      "pages": [
        {"page_title":"-","count_views":9},
        {"page_title":"a\\"b,c","count_views":2}
      ]
    }
  ]
}
`,
  );
});

Deno.test("formatRanking() writes NDJSON with all there is to know on each line", () => {
  const [first] = textOf("ndjson", RANKING).split("\n");
  assertEquals(
    first,
    '{"hour":"2020-01-01T08:00Z","domain_code":"","page_title":"Z11550","count_views":1}',
  );
});

Deno.test("formatRanking() writes a valid file when there is nothing to list", () => {
  assertEquals(textOf("tsv", []), "domain_code\tpage_title\tcount_views\n");
  assertEquals(textOf("csv", []), "domain_code,page_title,count_views\r\n");
  assertEquals(JSON.parse(textOf("json", [])), { ...LABEL, domains: [] });
  assertEquals(textOf("ndjson", []), "");
});

Deno.test("formatRanking() escapes in TSV what would break it, and nothing else", () => {
  assertEquals(titleField("tsv", "a\tb\nc\rd\\e"), "a\\tb\\nc\\rd\\\\e");
  assertEquals(titleField("tsv", "\x00\x1b\x7f\u0085\u009b"), "\\u0000\\u001b\\u007f\\u0085\\u009b");
  assertEquals(titleField("tsv", "=1\u00a0\u2028\u202e\u3000'\""), "=1\u00a0\u2028\u202e\u3000'\"");
});

Deno.test("formatRanking() makes formulas harmless in CSV alone", () => {
  for (const formula of ["=HYPERLINK(1)", "+1", "-", "@SUM(1)", "'=1", "''@"]) {
    assertEquals(titleField("csv", formula), `'${formula}`);
    assertEquals(titleField("tsv", formula), formula);
    assertStringIncludes(
      textOf("ndjson", [{ domainCode: "en", pages: [{ pageTitle: formula, countViews: 1 }] }]),
      JSON.stringify(formula),
    );
  }
  assertEquals(titleField("csv", "\t=1"), "'\t=1");
  assertEquals(titleField("csv", "\r=1"), '"\'\r=1"');
  for (const harmless of ["'Allo_'Allo!", "a=1", "チエ", "_-"]) {
    assertEquals(titleField("csv", harmless), harmless);
  }
});

Deno.test("formatRanking() makes formulas in domain codes harmless too", () => {
  const domains = [{ domainCode: "=x\t", pages: [{ pageTitle: "a", countViews: 1 }] }];
  assertEquals(textOf("csv", domains).split("\r\n")[1], "'=x\t,a,1");
  assertEquals(textOf("tsv", domains).split("\n")[1], "=x\\t\ta\t1");
});

Deno.test("formatRanking() lets every title be read back from TSV", () => {
  fc.assert(fc.property(anyRanking, (domains) => {
    const lines = textOf("tsv", domains).split("\n");
    assertEquals(lines.at(-1), "");
    assertEquals(lines.slice(1, -1).map((line) => line.split("\t").map(unescapeTsv)), rowsOf(domains));
  }));
});

Deno.test("formatRanking() lets every title be read back from CSV", () => {
  fc.assert(fc.property(anyRanking, (domains) => {
    const rows = parseCsv(textOf("csv", domains)).slice(1);
    assertEquals(rows.map((row) => row.map(undoApostrophe)), rowsOf(domains));
  }));
});

Deno.test("formatRanking() lets every title be read back from JSON and NDJSON", () => {
  fc.assert(fc.property(anyRanking, (ranking) => {
    const domains = ranking.map(({ domainCode, pages }) => ({
      domain_code: domainCode,
      pages: pages.map(({ pageTitle, countViews }) => ({ page_title: pageTitle, count_views: countViews })),
    }));
    assertEquals(JSON.parse(textOf("json", ranking)), { ...LABEL, domains });
    const lines = textOf("ndjson", ranking).split("\n").slice(0, -1);
    assertEquals(
      lines.map((line) => JSON.parse(line)),
      domains.flatMap(({ domain_code, pages }) => pages.map((page) => ({ ...LABEL, domain_code, ...page }))),
    );
  }));
});

Deno.test("formatRanking() gives a long list in small pieces, as they are asked for", () => {
  let asked = 0;
  function* domains(): Generator<DomainRanking> {
    for (;; asked++) {
      yield {
        domainCode: `d${asked}`,
        pages: Array.from({ length: 1000 }, () => ({ pageTitle: "a", countViews: 1 })),
      };
    }
  }
  for (const format of ["tsv", "csv", "json", "ndjson"] as const) {
    asked = 0;
    for (const piece of formatRanking(format, LABEL, domains())) {
      assertLess(piece.length, 200);
      if (asked === 3) break;
    }
  }
});
