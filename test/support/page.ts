import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

import MarkdownIt from 'markdown-it';
import type { Token } from 'markdown-it';

/** Paths of all documentation pages. */
export const PAGES: readonly string[] = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
  'test/entra/README.md',
];

/** A code block: its info string, such as `yaml`, and its text. */
export interface Example {
  readonly info: string;
  readonly text: string;
}

/** A parsed Markdown page. */
export class Page {
  readonly path: string;
  readonly #tokens: readonly Token[];

  constructor(path: string, text = readFileSync(path, 'utf8')) {
    this.path = path;
    this.#tokens = new MarkdownIt({ html: true }).parse(text, {});
  }

  /** Anchors of the page: those that GitHub derives from headings, and explicit ones. */
  anchors(): string[] {
    const named = this.#inline().flatMap(({ type, content }) =>
      type === 'html_inline' ? (/^<a id="([^"]+)">$/.exec(content)?.slice(1) ?? []) : [],
    );
    const headings = this.#tokens.flatMap((token, index) =>
      token.type === 'heading_open' ? [plainText(this.#tokens[index + 1])] : [],
    );
    const seen = new Map<string, number>();
    const made = headings.map((heading) => {
      const anchor = heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-');
      const before = seen.get(anchor) ?? 0;
      seen.set(anchor, before + 1);
      return before === 0 ? anchor : `${anchor}-${before}`;
    });
    return [...made, ...named];
  }

  /** Targets of the page's links within the project: the path of a file, and the anchor, if any. */
  links(): { readonly path: string; readonly anchor: string | undefined }[] {
    return this.#inline()
      .flatMap((token) => (token.type === 'link_open' ? [String(token.attrGet('href') ?? '')] : []))
      .filter((href) => !/^[a-z]+:/.test(href))
      .map((href) => {
        const [path = '', anchor] = href.split('#', 2);
        return { path: path === '' ? this.path : normalize(join(dirname(this.path), path)), anchor };
      });
  }

  /** Code blocks, including indented ones. */
  examples(): Example[] {
    return this.#tokens
      .filter(({ type }) => type === 'fence' || type === 'code_block')
      .map(({ info, content }) => ({ info, text: content }));
  }

  /** TypeScript programs, by the file name that each gives in its first line, such as `review.ts`. */
  programs(): ReadonlyMap<string, string> {
    return new Map(
      this.examples().flatMap(({ text }) => {
        const name = /^\/\/ (\w+\.ts)\n/.exec(text)?.[1];
        return name === undefined ? [] : [[name, text]];
      }),
    );
  }

  /** Inline code in sentences and tables. */
  quoted(): string[] {
    return this.#inline().flatMap(({ type, content }) => (type === 'code_inline' ? [content] : []));
  }

  /** Rows of all tables, without the header rows. Each is a list of cells, with code unquoted. */
  rows(): string[][] {
    const rows: string[][] = [];
    let isBody = false;
    this.#tokens.forEach(({ type }, index) => {
      if (type === 'tbody_open' || type === 'tbody_close') isBody = type === 'tbody_open';
      if (!isBody) return;
      if (type === 'tr_open') rows.push([]);
      if (type === 'td_open') rows.at(-1)?.push(plainText(this.#tokens[index + 1]));
    });
    return rows;
  }

  #inline(): Token[] {
    return this.#tokens.flatMap(({ children }) => children ?? []);
  }
}

function plainText(token: Token | undefined): string {
  return (token?.children ?? [])
    .map(({ type, content }) => (type === 'softbreak' ? ' ' : type === 'html_inline' ? '' : content))
    .join('')
    .trim();
}
