const CONTACT = /^(?=.*[^ ])[ -'*-[\]-~]+$/;

/** What {@linkcode userAgent} tells about the program. */
export interface Client {
  /** The program's own version, such as `1.0.0`. */
  readonly version: string;
  /** A web page or mail address of whoever runs the program. */
  readonly contact?: string | undefined;
}

/**
 * Whether a text can stand as the contact in a User-Agent: printable ASCII that is not blank, without parentheses and
 * backslashes, which mean something in a header's comment (https://www.rfc-editor.org/rfc/rfc9110#section-5.6.5).
 *
 * @param text What is to stand there.
 * @returns Whether it can.
 */
export function isContact(text: string): boolean {
  return CONTACT.test(text);
}

/**
 * The User-Agent of every request, of the form that Wikimedia asks for:
 * `<client>/<version> (<contact information>) <library>/<version>`
 * (https://foundation.wikimedia.org/wiki/Policy:Wikimedia_Foundation_User-Agent_Policy).
 *
 * @param client The program's version, and whom to write to.
 * @returns Such as `wikitop/1.0.0 (ops@example.org) deno/2.9.6`.
 * @throws {RangeError} When the contact cannot stand in a header.
 */
export function userAgent({ version, contact }: Client): string {
  if (contact !== undefined && !isContact(contact)) {
    throw new RangeError(
      `Cannot put ${JSON.stringify(contact)} into a User-Agent: printable ASCII without ( ) \\ is needed`,
    );
  }
  return `wikitop/${version} (${contact ?? "no contact given"}) deno/${Deno.version.deno}`;
}
