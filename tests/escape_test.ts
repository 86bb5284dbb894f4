import { assertEquals } from "@std/assert";
import { escapeForTerminal, escapeJsonForTerminal, escapeLinesForTerminal } from "../lib/escape.ts";

Deno.test("escapeForTerminal() shows what would drive the terminal", () => {
  assertEquals(escapeForTerminal("\x1b[2J\x07\x00\x7f"), "\\u{1B}[2J\\u{7}\\u{0}\\u{7F}");
  assertEquals(escapeForTerminal("\u0085\u009b31m"), "\\u{85}\\u{9B}31m");
  assertEquals(escapeForTerminal("a\tb\nc\r"), "a\\u{9}b\\u{A}c\\u{D}");
});

Deno.test("escapeForTerminal() shows what would turn or break the line", () => {
  const turning = ["\u061c", "\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069", "\u2028", "\u2029"];
  for (const character of turning) {
    const code = character.charCodeAt(0).toString(16).toUpperCase();
    assertEquals(escapeForTerminal(`x${character}y`), `x\\u{${code}}y`);
  }
});

Deno.test("escapeForTerminal() shows half a surrogate pair, and leaves whole ones alone", () => {
  assertEquals(escapeForTerminal("\ud83d 😀 \ude00"), "\\u{D83D} 😀 \\u{DE00}");
});

Deno.test("escapeForTerminal() leaves ordinary titles alone", () => {
  for (const title of ["Main_Page", "\\(^o^)/チエ", "می\u200cخواهم", "👩\u200d💻", "a\u00a0b\u3000c", ""]) {
    assertEquals(escapeForTerminal(title), title);
  }
});

Deno.test("escapeLinesForTerminal() keeps tabs and the ends of lines, and shows all else that acts", () => {
  assertEquals(escapeLinesForTerminal("a\tb\nc\r\n\n"), "a\tb\nc\r\n\n");
  assertEquals(escapeLinesForTerminal("a\rb\x1b\n\u202e\n"), "a\\u{D}b\\u{1B}\n\\u{202E}\n");
});

Deno.test("escapeJsonForTerminal() shows what would drive a terminal, and leaves what the JSON says as it is", () => {
  const value = { "a\u202eb": "\u009b2J\u2028\ud800 ü\u200c😀\x1b" };
  const shown = escapeJsonForTerminal(JSON.stringify(value));
  assertEquals(shown, String.raw`{"a\u202eb":"\u009b2J\u2028\ud800 ü` + "\u200c😀" + String.raw`\u001b"}`);
  assertEquals(JSON.parse(shown), value);
});
