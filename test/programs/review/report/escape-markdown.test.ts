import fc from 'fast-check';

import { visible } from '../../../../programs/review/masking/visible';
import { codeOf, htmlOf, markdownOf } from '../../../../programs/review/report/escape-markdown';
import { linked, rendered, seen } from '../../../support/rendered';

/** Places where a name may appear in a comment, and the HTML elements that each place has without the name. */
const PLACES: Readonly<Record<string, readonly [markdown: (name: string) => string, elements: readonly string[]]>> = {
  'a paragraph': [markdownOf, ['p']],
  'a list': [(name) => `- ${markdownOf(name)}`, ['ul', 'li']],
  'bold text': [(name) => `- **${markdownOf(name)}**: x`, ['ul', 'li', 'strong']],
  'a box': [(name) => `> ${markdownOf(name)}`, ['blockquote', 'p']],
  'a table': [(name) => `| x |\n| --- |\n| ${markdownOf(name)} |`, ['table', 'thead', 'tr', 'th', 'tbody', 'tr', 'td']],
  'a summary': [(name) => `<details><summary>${htmlOf(name)}</summary>\n\n</details>`, ['details', 'summary']],
  'a list, as code': [(name) => `- ${codeOf(name)}`, ['ul', 'li']],
};

/** A name as a browser shows it: with runs of spaces collapsed. */
const inOneLine = (name: string) => visible(name).replace(/\s+/g, ' ').trim();

/** HTML elements of rendered Markdown, without the code elements around a name. */
function elementsOf(markdown: string): string[] {
  const $ = rendered(markdown);
  return $('*')
    .toArray()
    .flatMap((element) => $(element).prop('tagName')?.toLowerCase() ?? [])
    .filter((name) => name !== 'code');
}

const NAMES = [
  '@acme/security-team please approve',
  '(@acme), see acme/repo#1.',
  '#1',
  'acme/repo#1',
  'GH-1',
  'acme@5061629c2544c60c0c0ee269b9401fcea35ba5d1',
  '5061629',
  'ann@contoso.example',
  'https://evil.example/?a=b&c=d',
  'www.evil.example',
  '&#64;acme &commat;acme &amp;lt;',
  ':rotating_light: :+1:',
  '$x$ $`x`$',
  '- a list',
  '+ a list',
  '* a list',
  '1. a list',
  '1) a list',
  '    four spaces',
  '> a quote',
  '# a heading',
  '---',
  '===',
  '```',
  '`code` ``code``',
  '| a | b | `c|d@e`',
  'a\\|b\\`c\\@d',
  '[a](b) ![a](b) [^1] [x]',
  '<img src=x> <!-- a --> </details>',
  '*a* **a** _a_ __a__ ~~a~~ a_b_c',
  'two\nlines\n\n- and a list',
  'trailing \\',
  'a@b`c@d|e@f\\',
];

/** Names made of everything that Markdown, HTML and GitHub interpret. */
const anyName = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(fc.oneof(fc.constantFrom(...NAMES), fc.constantFrom(...Array.from('@#:/\\`*_~[]()<>!|&;$-+=.1 \nawg'))), {
        maxLength: 12,
      })
      .map((parts) => parts.join('')),
  )
  .filter((name) => inOneLine(name) !== '');

describe.each(Object.entries(PLACES))('a name in %s', (_, [place, elements]) => {
  const around = seen(rendered(place('HERE')));

  test.each(NAMES)('reads as itself, adds nothing and notifies nobody: %j', (name) => {
    const $ = rendered(place(name));

    expect(seen($)).toBe(around.replace('HERE', () => inOneLine(name)));
    expect(elementsOf(place(name))).toEqual(elements);
    expect(linked($)).toEqual([]);
  });

  test('does so whatever the name is', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const $ = rendered(place(name));

        expect(seen($)).toBe(around.replace('HERE', () => inOneLine(name)));
        expect(elementsOf(place(name))).toEqual(elements);
        expect(linked($)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

test('plain words stay as they are, also in the source', () => {
  const plain = 'Finance (group, 300 members) loses account_reviewer';

  expect(markdownOf(plain)).toBe(plain);
  expect(htmlOf(plain)).toBe(plain);
});

test('linked parts of a name become code that can be copied as it is, without the punctuation around them', () => {
  expect(markdownOf('loses access (@acme/owners, ann@contoso.example).')).toBe(
    'loses access (`@acme/owners`, `ann@contoso.example`).',
  );
  expect(htmlOf('(@acme/owners)')).toBe('(<code>@acme/owners</code>)');
});
