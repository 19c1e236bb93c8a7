import { type CheerioAPI, load } from 'cheerio';
import MarkdownIt from 'markdown-it';

const gitHubLike = new MarkdownIt({ html: true, linkify: true });
gitHubLike.linkify.set({ fuzzyLink: false }); // GitHub makes no link of `contoso.com`

/** Markdown as HTML, rendered as GitHub does: with tables, tags, and links of what looks like one. */
export function rendered(markdown: string): CheerioAPI {
  return load(gitHubLike.render(markdown), null, false);
}

/** What a reader sees of it, in one line. */
export function seen($: CheerioAPI): string {
  return $.root().text().replace(/\s+/g, ' ').trim();
}

/**
 * What GitHub makes of rendered text: mentions, references, commits, links and emoji. It looks at every text that is in
 * no code, once entities are characters.
 *
 * https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
 */
export function linked($: CheerioAPI): string[] {
  const found: string[] = $('a, img, g-emoji')
    .toArray()
    .map((element) => $.html(element));
  const texts = $('*')
    .addBack()
    .contents()
    .filter((_, node) => !$(node).is('*') && $(node).closest('code, pre').length === 0);
  for (const node of texts.toArray()) found.push(...($(node).text().match(LINKED) ?? []));
  return found;
}

const LINKED =
  /@[a-z0-9]|#\d|\bgh-\d|\b[0-9a-f]{7,40}\b|https?:\/\/|ftp:\/\/|www\.|[\w.+-]+@[\w-]|:[a-z0-9_+-]+:|\$[^\s$]+\$/gi;
