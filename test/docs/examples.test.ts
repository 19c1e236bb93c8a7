import { parse, stringify } from 'yaml';

import { loadPolicy } from '../../programs/review/policy/load-policy';
import { RULE_IDS } from '../../programs/review/policy/rule-id';
import { configComplaints, CONTOSO, PLATFORM } from '../support/config-folder';
import { Page, PAGES } from '../support/page';
import { textFile } from '../support/text-file';

/** Examples on the pages. Those on the generated page have a separate test. */
const EXAMPLES = PAGES.filter((path) => path !== 'docs/configuration.md').flatMap((path) =>
  new Page(path)
    .examples()
    .filter(({ info }) => info === 'yaml')
    .map(({ text }) => [path, /^# (?:config\/)?(\S+)/.exec(text)?.[1] ?? text, text] as const),
);

/** Required keys that an example leaves out. */
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
