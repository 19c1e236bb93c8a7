import { parse, stringify } from 'yaml';

import { sha256, TenantRegistry } from '../../service/directory/tenant-registry';
import { Streams } from '../../service/streams/stream';
import { configComplaints, CONTOSO, PLATFORM } from '../support/config-folder';
import { Page, PAGES } from '../support/page';

/** Examples on the pages. A separate test covers the examples on the generated page. */
const EXAMPLES = PAGES.filter((path) => path !== 'docs/configuration.md').flatMap((path) =>
  new Page(path)
    .examples()
    .filter(({ info }) => info === 'yaml')
    .map(({ text }) => [path, /^# (?:config\/)?(\S+)/.exec(text)?.[1] ?? text, text] as const),
);

/** Required keys that an example omits, to be added before it is checked. */
const BENEATH: Readonly<Record<string, string>> = {
  'platform.yaml': PLATFORM,
  'tenants/contoso.yaml': CONTOSO,
  'tenants/northwind.yaml': '',
  'defaults.yaml': '',
};

test.each(EXAMPLES)('%s shows a %s that can be used', (_page, name, text) => {
  const beneath = BENEATH[name];
  expect({ name, known: beneath !== undefined }).toEqual({ name, known: true });

  const whole = stringify({ ...(parse(beneath ?? '') as object | null), ...(parse(text) as object) });

  expect(configComplaints({ 'tenants/contoso.yaml': CONTOSO, [name]: whole })).toEqual([]);
});

test('the page about the configuration shows a tenant registry that can be used once it has a digest', () => {
  const shown = new Page('docs/configuration.md').examples().find(({ text }) => text.startsWith('{ "tenants"'));
  const read = (digest: string) => TenantRegistry.parse((shown?.text ?? '').replace('<64 hex digits>', digest));

  expect(read(sha256('a token of your own')).tenants.map(({ slug }) => slug)).toEqual(['contoso']);
  expect(() => read('<64 hex digits>')).toThrow('64 hex digits');
});

test('the page about events shows a stream that a tenant registry can have', () => {
  const stream = new Page('docs/events.md').examples().find(({ text }) => text.includes('"delivery": "webhook"'));
  const registry = TenantRegistry.parse(`{ "tenants": [], "streams": [${stream?.text}] }`);

  expect(new Streams(registry).all.map(({ name }) => name)).toEqual(['product']);
});
