import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { isContact, userAgent } from "../../lib/download/user_agent.ts";

Deno.test("userAgent() has the form that Wikimedia asks for", () => {
  const version = "1.0.0";
  assertEquals(
    userAgent({ version, contact: "https://example.org/me; me@example.org" }),
    `wikitop/1.0.0 (https://example.org/me; me@example.org) deno/${Deno.version.deno}`,
  );
  assertMatch(userAgent({ version }), /^wikitop\/1\.0\.0 \([^()]+\) deno\/\d+\.\d+\.\d+\S*$/);
});

Deno.test("userAgent() says so when there is no contact", () => {
  assertEquals(userAgent({ version: "2.1.0" }), `wikitop/2.1.0 (no contact given) deno/${Deno.version.deno}`);
});

Deno.test("userAgent() makes a header that a request takes", () => {
  const headers = new Headers({
    "User-Agent": userAgent({ version: "1.0.0", contact: "!\"#$%&'*+,-./:;<=>?@[]^_`{|}~" }),
  });
  assertMatch(headers.get("User-Agent") ?? "", /~\) deno/);
});

Deno.test("userAgent() throws when the contact could break out of the header", () => {
  for (const contact of ["", " ", "a\r\nb", "a\tb", "(", ")", "\\", "é", "\x7f"]) {
    assertEquals(isContact(contact), false, contact);
    assertThrows(() => userAgent({ version: "1.0.0", contact }), RangeError);
  }
});
