import { load } from 'cheerio';

import { scimRefusal, type Tenant } from '../../../service/directory/tenant';
import { Database } from '../../../service/storage/connections/database';
import { startPortal } from '../../support/portal';
import { useDatabase } from '../../support/postgres';

const database = useDatabase();
let db: Database;
beforeAll(() => (db = new Database({ connectionString: database.url, max: 4 }, () => undefined)));
afterAll(() => db.close());

test('what was switched on is on for Entra, and off again when somebody switches it off', async () => {
  await using portal = await startPortal(db);
  const ann = portal.browser();
  await ann.open(await portal.link());
  const refusal = () => scimRefusal(portal.registry.findTenant(portal.trial) as Tenant);

  expect(refusal()).toContain('switched off');
  await ann.send('/portal/scim');
  expect(refusal()).toBeUndefined();
  await ann.send('/portal/scim');
  expect(refusal()).toContain('switched off');
});

test('fails to switch or make anything for an account of files, or whose plan lacks it', async () => {
  await using portal = await startPortal(db);
  for (const [tenant, reason] of [
    [portal.files, `config/tenants/${portal.files}.yaml`],
    [portal.standard, 'The plan Standard does not include user provisioning'],
  ] as const) {
    const ann = portal.browser();
    await ann.open(await portal.link(tenant));
    const { html } = await ann.ask('/portal');
    const values = {
      form_token: String(load(html)('[name=form_token]').val()),
      enabled: 'true',
      days: '90',
      made: '0',
    };
    const answers = [await ann.ask('/portal/scim', values), await ann.ask('/portal/tokens', values)];

    expect(load(html)('form').length).toBe(1); // to sign out
    expect(answers.map(({ status }) => status)).toEqual([403, 403]);
    expect(answers[0]?.html).toContain(reason);
  }
});

test('an account whose plan lacks provisioning is told which plans have it', async () => {
  await using portal = await startPortal(db);
  const ann = portal.browser();
  await ann.open(await portal.link(portal.standard));
  const text = load((await ann.ask('/portal')).html).text();

  expect(text).toContain('part of the plans Enterprise and Business Critical; this account is on Standard');
  expect(text).not.toContain('Generate');
});
