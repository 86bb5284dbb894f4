/** The projects by the last part of a domain code. Without one it is a Wikipedia. */
const PROJECT_OF_SUFFIX: Readonly<Record<string, string>> = {
  b: "wikibooks",
  d: "wiktionary",
  f: "wikimediafoundation",
  m: "wikimedia",
  n: "wikinews",
  q: "wikiquote",
  s: "wikisource",
  v: "wikiversity",
  voy: "wikivoyage",
  w: "mediawiki",
  wd: "wikidata",
};

/** Names that stand for no language or site: the project itself, on a desktop or a mobile address. */
const PORTAL_NAMES: ReadonlySet<string> = new Set(["www", "m"]);

/**
 * The sites X.wikimedia.org for which `X.m` is the desktop site, since X is no language that has a Wikipedia. For
 * every other X, `X.m` is the mobile Wikipedia.
 */
const WIKIMEDIA_SITES: ReadonlySet<string> = new Set(
  ("advisory ae bd cn commons dk ec fdc fixcopyright foundation ge gr il in-tech incubator meta mx noc nyc nz " +
    "outreach pk rs slo species strategy ua usability wb wikimania wikitech").split(" "),
);

/**
 * The project that a domain code belongs to, whatever device it is read on: `en`, `en.m` and `en.zero` are
 * `en.wikipedia`, `de.m.b` is `de.wikibooks`.
 *
 * A code such as `pl.m` may mean the mobile Wikipedia or the desktop site pl.wikimedia.org; the dumps do not tell them
 * apart. It counts as the Wikipedia, which has by far the more views, except where X is not a language:
 * `commons.m`, `incubator.m`, `outreach.m` and the like are the sites.
 * See https://wikitech.wikimedia.org/wiki/Data_Platform/Data_Lake/Traffic/Pageviews
 *
 * @param domainCode As in a dump.
 * @returns Such as `en.wikipedia`; a code that is not of the known form as it is.
 */
export function projectOf(domainCode: string): string {
  const [name = "", ...rest] = domainCode.split(".");
  if (name === "") return domainCode;
  const suffix = suffixOf(name, rest);
  if (suffix === undefined) return domainCode;
  return PORTAL_NAMES.has(name) ? suffix : `${name}.${suffix}`;
}

function suffixOf(name: string, rest: readonly string[]): string | undefined {
  const [device, last] = rest;
  if (rest.length === 0 || rest.length === 1 && device === "zero") return "wikipedia";
  if (rest.length === 1 && device === "m") {
    return PORTAL_NAMES.has(name) || WIKIMEDIA_SITES.has(name) ? "wikimedia" : "wikipedia";
  }
  if (rest.length === 1) return projectOfSuffix(device);
  return rest.length === 2 && (device === "m" || device === "zero") ? projectOfSuffix(last) : undefined;
}

function projectOfSuffix(suffix = ""): string | undefined {
  return Object.hasOwn(PROJECT_OF_SUFFIX, suffix) ? PROJECT_OF_SUFFIX[suffix] : undefined;
}
