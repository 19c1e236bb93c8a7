import { visible } from '../masking/visible';

/**
 * A text from a plan in a line of Markdown, escaped so that the reader sees it as it is. GitHub looks for mentions,
 * references, commits, addresses, emoji and formulas after rendering the Markdown, when an entity has become a
 * character again. So a word that contains one is shown as code, where GitHub does not look.
 *
 * @param max maximum number of characters of the text.
 */
export function markdownOf(text: string, max = Infinity): string {
  return inLine(clip(text, max), (word) => `\`${word}\``);
}

/** The same in a line of HTML, where Markdown has no effect, as in a `<summary>`. */
export function htmlOf(text: string): string {
  return inLine(text, (word) => `<code>${escaped(word)}</code>`);
}

/** A text cut to a maximum length, with an ellipsis in place of the missing characters. */
export function clip(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max - 1)}…` : text;
}

/** Lines that are folded under a summary, which is HTML. */
export function fold(summary: string, lines: readonly string[]): string[] {
  return [`<details><summary>${summary}</summary>`, '', ...lines, '</details>', ''];
}

/** A text from a plan as code in Markdown, such as an address. Not for a table, where a `|` would end the cell. */
export function codeOf(text: string): string {
  const line = oneLine(text);
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  const pad = /^`|`$/.test(line) ? ' ' : '';
  return line === '' ? '' : `${fence}${pad}${line}${pad}${fence}`;
}

/**
 * `@acme`, `acme/repo#1`, `$x$`, `https://…`, `www.…`, `:smile:`, `GH-1`, and from seven hex
 * digits on a commit.
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

/** Escapes what Markdown or HTML would interpret. An underscore within a word needs no escape. */
function escaped(text: string): string {
  return text.replace(/[&<>\\*~[\]|`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, entity);
}

function entity(char: string): string {
  return `&#${char.charCodeAt(0)};`;
}

function oneLine(text: string): string {
  return visible(text).replace(/\s+/g, ' ').trim();
}
