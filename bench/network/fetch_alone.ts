/**
 * Downloads and does nothing with what comes.
 *
 * @param urls What to download.
 * @param connections How many downloads at once.
 * @returns How long it takes, in seconds.
 * @throws {Error} When something else than 200 is answered.
 */
export async function fetchAlone(urls: readonly string[], connections: number): Promise<number> {
  const left = urls.values();
  const started = performance.now();
  await Promise.all(Array.from({ length: connections }, async () => {
    for (const url of left) {
      const { ok, status, body } = await fetch(url);
      if (!ok) throw new Error(`Cannot download ${url}: status ${status}`);
      await body!.pipeTo(new WritableStream());
    }
  }));
  return (performance.now() - started) / 1000;
}
