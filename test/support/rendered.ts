import { type CheerioAPI, load } from 'cheerio';
import MarkdownIt from 'markdown-it';

const gitHubLike = new MarkdownIt({ html: true, linkify: true });
gitHubLike.linkify.set({ fuzzyLink: false }); // GitHub does not turn `contoso.com` into a link

/** Markdown rendered to HTML as on GitHub, with tables, HTML tags and automatic links. */
export function rendered(markdown: string): CheerioAPI {
  return load(gitHubLike.render(markdown), null, false);
}

/** The text that a reader sees, in one line. */
export function seen($: CheerioAPI): string {
  return $.root().text().replace(/\s+/g, ' ').trim();
}

/**
 * Strings that GitHub would turn into links or emoji: mentions, references, commits, URLs and emoji names. GitHub looks
 * at all text outside code, after it has decoded entities.
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
