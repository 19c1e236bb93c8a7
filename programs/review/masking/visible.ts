/** Controls, halves of characters, line separators, and marks that turn the direction of what follows. */
const INVISIBLE = /[\p{Cc}\p{Cs}\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/gu;

/** A name in one line in which nothing hides: no escape sequence for a terminal, no text that reads backwards. */
export function visible(text: string): string {
  if (/^[\x20-\x7E]*$/.test(text)) return text;
  return text.replace(/\s*\r?\n\s*|\t/g, ' ').replace(INVISIBLE, '\uFFFD');
}
