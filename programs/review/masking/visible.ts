/** Control characters, lone surrogates, line separators, and marks that change the direction of text. */
const INVISIBLE = /[\p{Cc}\p{Cs}\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/gu;

/**
 * Returns a string on one line, without invisible characters. The result contains no terminal escape sequences and no
 * text that reads backwards.
 */
export function visible(text: string): string {
  if (/^[\x20-\x7E]*$/.test(text)) return text;
  return text.replace(/\s*\r?\n\s*|\t/g, ' ').replace(INVISIBLE, '\uFFFD');
}
