import { readFileSync } from 'node:fs';

import * as cheerio from 'cheerio';
import MarkdownIt from 'markdown-it';
import { parse } from 'yaml';

import { DEFAULT_POLICY, policySchema } from '../../../fleet/model/policy';
import { withTables } from '../../../fleet/schemas/configuration-page';
import { configComplaints } from '../../support/config-folder';

const PAGE = readFileSync('docs/configuration.md', 'utf8');
const $ = cheerio.load(MarkdownIt({ html: true }).render(PAGE));

/** Examples on the page, by the name of the file that each shows. */
const EXAMPLES = Object.fromEntries(
  $('code.language-yaml')
    .toArray()
    .map((code) => $(code).text())
    .map((text) => {
      const [, kind = ''] = /schemas\/([a-z-]+)\.schema\.json/.exec(text) ?? [];
      const [, slug = ''] = /^slug: (\S+)/m.exec(text) ?? [];
      const names: Record<string, string> = { tenant: `tenants/${slug}.yaml`, 'role-catalogue': 'roles/data.yaml' };
      return [names[kind] ?? `${kind}.yaml`, text];
    }),
);

describe('the page of the configuration', () => {
  test('is current', () => {
    expect(withTables(PAGE)).toBe(PAGE);
  });

  test('shows an example of each file, which together can be loaded', () => {
    expect(Object.keys(EXAMPLES).sort()).toEqual([
      'defaults.yaml',
      'platform.yaml',
      'policy.yaml',
      'roles/data.yaml',
      'tenants/contoso.yaml',
      'tenants/fabrikam.yaml',
    ]);
    expect(configComplaints(EXAMPLES)).toEqual([]);
  });

  test('shows the defaults of a policy', () => {
    const shown = parse(EXAMPLES['policy.yaml'] ?? '') as Record<string, unknown>;

    expect(Object.keys(shown)).toEqual(Object.keys(policySchema.shape));
    expect(policySchema.parse(shown)).toEqual(DEFAULT_POLICY);
  });

  test("gives each key's form, default and meaning", () => {
    const rows = $('table:has(th:contains("form")) tbody tr')
      .toArray()
      .map((row) =>
        $(row)
          .find('td')
          .toArray()
          .map((cell) => $(cell).text().trim()),
      );

    expect(rows.length).toBeGreaterThan(100);
    expect(rows.filter((cells) => cells.some((cell) => cell === '' || cell === 'undefined'))).toEqual([]);
  });

  test('links only to places that exist on it', () => {
    const headings = $('h2')
      .toArray()
      .map((heading) =>
        $(heading)
          .text()
          .toLowerCase()
          .replace(/[^a-z ]/g, '')
          .replaceAll(' ', '-'),
      );
    const places = new Set([
      ...headings,
      ...$('a[id]')
        .toArray()
        .map((anchor) => $(anchor).attr('id') ?? ''),
    ]);
    const links = $('a[href^="#"]')
      .toArray()
      .map((link) => $(link).attr('href')?.slice(1) ?? '');

    expect(links.length).toBeGreaterThan(30);
    expect(links.filter((link) => !places.has(link))).toEqual([]);
  });

  test('has a separate place for each anchor', () => {
    const ids = $('a[id]')
      .toArray()
      .map((anchor) => $(anchor).attr('id'));

    expect(ids).toEqual([...new Set(ids)]);
  });
});
