/** What stands for itself in a dump's text, for the functions over it. */

/** How many bytes are looked at together. */
export const QUANTUM: usize = 16;
/** Column separators and line feeds are the bytes up to this one; so are a few that only odd titles hold. */
export const SPACE: i32 = 0x20;
export const LF: i32 = 0x0a;
/** The byte `"`. */
export const QUOTE: i32 = 0x22;
/** ` 0\n` as a little-endian number, with the fourth byte left out: how nearly all lines end. */
export const LINE_TAIL: u32 = 0x0a_30_20;
export const LINE_TAIL_MASK: u32 = 0x00_ff_ff_ff;
export const LINE_TAIL_BYTES: usize = 3;
