import { visible } from '../masking/visible';

/**
 * Escapes a string from a plan for use in a line of Markdown, so that the reader sees exactly that string.
 *
 * GitHub looks for mentions, references, commits, addresses, emoji and formulas after it has rendered the Markdown. By
 * then, escaped characters have become plain characters again. So a word in which GitHub could find one of these is
 * formatted as code, because GitHub does not search code.
 *
 * @param max maximum number of characters of the string.
 */
export function markdownOf(text: string, max = Infinity): string {
  return inLine(clip(text, max), (word) => `\`${word}\``);
}

/**
 * Escapes a string as `markdownOf` does, but for a line of HTML, such as a `<summary>`. Markdown has no effect in HTML.
 */
export function htmlOf(text: string): string {
  return inLine(text, (word) => `<code>${escaped(word)}</code>`);
}

/** A string cut to a maximum length, with an ellipsis in place of the missing characters. */
export function clip(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max - 1)}…` : text;
}

/** Folds lines of Markdown under a summary. The summary is HTML. */
export function fold(summary: string, lines: readonly string[]): string[] {
  return [`<details><summary>${summary}</summary>`, '', ...lines, '</details>', ''];
}

/**
 * A string from a plan, such as an address, formatted as code in Markdown. It cannot be used in a table, where a `|`
 * would end the cell.
 */
export function codeOf(text: string): string {
  const line = oneLine(text);
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  const pad = /^`|`$/.test(line) ? ' ' : '';
  return line === '' ? '' : `${fence}${pad}${line}${pad}${fence}`;
}

/**
 * Matches what GitHub turns into links, emoji or formulas: `@acme`, `acme/repo#1`, `$x$`, `https://…`, `www.…`,
 * `:smile:`, `GH-1`, and a commit hash of seven or more hex digits.
 */
const LINKED = /[@#$]|:\/\/|www\.|:[\w+-]+:|\bgh-\d|[0-9a-f]{7}/i;

/** Punctuation before or after a word. */
const AROUND = /^([("'[]*)(.*?)([)\]"',.;:!?]*)$/s;

function inLine(text: string, code: (word: string) => string): string {
  const line = oneLine(text).replace(/[^ |`]+|[|`]/g, (word) => {
    if (!LINKED.test(word)) return escaped(word);
    const [, before = '', core = '', after = ''] = AROUND.exec(word) ?? [];
    return `${escaped(before)}${code(core)}${escaped(after)}`;
  });
  return line.replace(/^[-+=]|^\d+[.)]/, (start) => `${start.slice(0, -1)}${entity(start.slice(-1))}`);
}

/** Escapes the characters that Markdown or HTML would interpret. An underscore within a word needs no escaping. */
function escaped(text: string): string {
  return text.replace(/[&<>\\*~[\]|`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, entity);
}

function entity(char: string): string {
  return `&#${char.charCodeAt(0)};`;
}

function oneLine(text: string): string {
  return visible(text).replace(/\s+/g, ' ').trim();
}
