/**
 * A text of a plan inside Markdown: as it is, without a mention, a link, a reference or a tag that GitHub would make of
 * it.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[&<>#@$]|:(?=\/\/)|(?<=\bwww)\./g, (char) => `&#${char.charCodeAt(0)};`)
    .replace(/[\\`*_~[\]|]/g, '\\$&');
}
