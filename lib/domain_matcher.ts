/**
 * Makes the test of which domain codes are wanted.
 *
 * @param patterns Domain codes, in which `*` stands for any characters; none of them means all are wanted.
 * @returns Tells whether a domain code is wanted.
 */
export function domainMatcher(patterns: readonly string[]): (domainCode: string) => boolean {
  if (patterns.length === 0) return () => true;
  const wildcards = patterns.map((pattern) => pattern.split("*").map(RegExp.escape).join(".*"));
  const wanted = new RegExp(`^(?:${wildcards.join("|")})$`, "s");
  return (domainCode) => wanted.test(domainCode);
}
