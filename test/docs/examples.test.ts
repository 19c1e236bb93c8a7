import { parse, stringify } from 'yaml';

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
