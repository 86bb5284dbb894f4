/**
 * The inner loops over a dump's text, in AssemblyScript, 16 bytes at a time. `deno task kernel` makes kernel.wasm of
 * them. They decide nothing about ranking: they only pass over lines that cannot matter, and tell what a text is like.
 */
export { findPacked, sharedWithTarget } from "./kernel/find_packed.as";
export { innerQuotes, packAscending, packedEnd } from "./kernel/pack_ascending.as";
export { skipLines, skippedLines } from "./kernel/skip_lines.as";
export { validUntil } from "./kernel/valid_until.as";
