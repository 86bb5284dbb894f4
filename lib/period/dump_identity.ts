/** What tells one version of a dump from another. */
export interface DumpIdentity {
  /** Its size. */
  readonly bytes: number;
  /** Its last bytes in hexadecimal: checksum and length of its text, as gzip writes them. */
  readonly trailer: string;
}

const TRAILER_BYTES = 8;

/**
 * Reads what a dump is known by.
 *
 * @param path The dump.
 * @throws When it cannot be read.
 */
export async function dumpIdentity(path: string): Promise<DumpIdentity> {
  using file = await Deno.open(path);
  const { size } = await file.stat();
  await file.seek(Math.max(0, size - TRAILER_BYTES), Deno.SeekMode.Start);
  const trailer = new Uint8Array(TRAILER_BYTES);
  let length = 0;
  for (let read; length < TRAILER_BYTES && (read = await file.read(trailer.subarray(length))) !== null;) {
    length += read;
  }
  return { bytes: size, trailer: trailer.toHex() };
}
