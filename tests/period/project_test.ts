import { assertEquals } from "@std/assert";
import { projectOf } from "../../lib/period/project.ts";

const AMBIGUOUS =
  "am ar az be br ca co commons ee fi hi id incubator mai mk ng nl no outreach pl pt ru se th tr uz ve za"
    .split(" ");

for (
  const [domainCode, project] of [
    ["en", "en.wikipedia"],
    ["en.m", "en.wikipedia"],
    ["en.zero", "en.wikipedia"],
    ["zh-min-nan.m", "zh-min-nan.wikipedia"],
    ["de.m.b", "de.wikibooks"],
    ["de.b", "de.wikibooks"],
    ["fr.zero.d", "fr.wiktionary"],
    ["it.voy", "it.wikivoyage"],
    ["commons.m", "commons.wikimedia"],
    ["commons.m.m", "commons.wikimedia"],
    ["meta.m", "meta.wikimedia"],
    ["species.m.m", "species.wikimedia"],
    ["pl.m.m", "pl.wikimedia"],
    ["www.wd", "wikidata"],
    ["m.wd", "wikidata"],
    ["www.w", "mediawiki"],
    ["m.w", "mediawiki"],
    ["www.f", "wikimediafoundation"],
    ["www.s", "wikisource"],
    ["www", "wikipedia"],
    ["m", "wikipedia"],
    ["www.m", "wikimedia"],
    ["m.m", "wikimedia"],
    ["", ""],
    ["en.xyz", "en.xyz"],
    ["en.m.xyz", "en.m.xyz"],
    ["en.toString", "en.toString"],
    ["a.b.c.d", "a.b.c.d"],
  ] as const
) {
  Deno.test(`projectOf() takes "${domainCode}" for ${project || "what it is"}`, () => {
    assertEquals(projectOf(domainCode), project);
  });
}

Deno.test("projectOf() takes an ambiguous code for the mobile Wikipedia, unless its name is no language", () => {
  const sites = AMBIGUOUS.filter((name) => projectOf(`${name}.m`) === `${name}.wikimedia`);
  assertEquals(sites, ["commons", "incubator", "outreach"]);
  const wikipedias = AMBIGUOUS.filter((name) => projectOf(`${name}.m`) === `${name}.wikipedia`);
  assertEquals(wikipedias.length, AMBIGUOUS.length - sites.length);
});
