import { readFileSync } from 'node:fs';

import { parse, stringify } from 'yaml';

import { loadPolicy } from '../../programs/review/policy/load-policy';
import { RULE_IDS } from '../../programs/review/policy/rule-id';
import { TenantRegistry } from '../../service/directory/tenant-registry';
import { configComplaints, CONTOSO, PLATFORM } from '../support/config-folder';
import { Page, PAGES } from '../support/page';
import { textFile } from '../support/text-file';

const EXAMPLES = PAGES.flatMap((path) =>
  new Page(path)
    .examples()
    .filter(({ info }) => info === 'yaml')
    .map(({ text }) => [path, /^# (?:config\/)?(\S+)/.exec(text)?.[1] ?? text, text] as const),
);

/** What an example leaves out. */
const BENEATH: Readonly<Record<string, string>> = {
  'platform.yaml': PLATFORM,
  'tenants/contoso.yaml': CONTOSO,
  'defaults.yaml': '',
};

test.each(EXAMPLES)('%s shows a %s that can be used', (_page, name, text) => {
  if (name.startsWith('policy.yaml')) {
    using shown = textFile('policy.yaml', text);
    using empty = textFile('policy.yaml', '');
    expect(loadPolicy(shown.path)).toEqual(loadPolicy(empty.path)); // the page shows the defaults
    return;
  }
  const beneath = BENEATH[name];
  expect({ name, known: beneath !== undefined }).toEqual({ name, known: true });

  const whole = stringify({ ...(parse(beneath ?? '') as object | null), ...(parse(text) as object) });

  expect(configComplaints({ 'tenants/contoso.yaml': CONTOSO, [name]: whole })).toEqual([]);
});

test('the page about reviews explains every rule of a policy, and no other', () => {
  const explained = new Page('docs/reviewing-plans.md')
    .rows()
    .flatMap(([id = '']) => (/^[A-Z]{2}\d{3}$/.test(id) ? [id] : []));

  expect([...new Set(explained)].sort()).toEqual([...RULE_IDS].sort());
});

describe('what the operations page says of the service', () => {
  const page = new Page('docs/operations.md');

  test('includes a tenant registry that the service reads', () => {
    const registry = page.examples().find(({ info }) => info === 'json')?.text ?? '';

    expect(TenantRegistry.parse(registry).tenants.map(({ slug }) => slug)).toEqual(['contoso']);
  });

  test('names every variable that the service reads, and no other', () => {
    const code = ['service/settings.ts', 'service/database-settings.ts'].map((path) => readFileSync(path, 'utf8'));
    const read = [...code.join('\n').matchAll(/variables\.\w+\('([A-Z_]+)'/g)].map(([, name = '']) => name);
    const named = page.rows().flatMap(([cell = '']) => (/^[A-Z_]{4,}$/.test(cell) ? [cell] : []));

    expect(named.sort()).toEqual([...new Set(read)].filter((name) => name !== 'AZURE_CLIENT_ID').sort());
  });
});
