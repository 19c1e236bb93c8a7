import { randomUUID } from 'node:crypto';

import type { Page } from 'playwright-core';

import { complaintsOf, keepScreenshot, useBrowser } from '../../support/browser';
import { type Answer, scimClient } from '../../support/scim-client';
import { type ServiceProcess, startServiceProcess } from '../../support/service-process';

const browser = useBrowser();
let service: ServiceProcess;

beforeAll(async () => {
  service = await startServiceProcess({ DATA_DIR: 'memory' });
});
afterAll(() => service.stop());

/** A page that somebody opened with a link that the service printed when it started. */
async function enter(site: 'Console' | 'Portal', button: string) {
  const page = await browser.open();
  const complaints = complaintsOf(page);
  await page.goto(new RegExp(`^ +${site} +(\\S+)`, 'm').exec(service.output())?.[1] ?? '');
  await page.getByRole('button', { name: button, exact: true }).click();
  return { page, complaints };
}

/** Sends requests as Entra does: it appends to the path of the tenant URL, and keeps the query. */
function entraWith(tenantUrl: string, token: string) {
  const [base = '', query = ''] = tenantUrl.split('?');
  const scim = scimClient(base, token);
  return {
    find: (userName: string) =>
      scim.send('GET', `/Users?${query}&filter=${encodeURIComponent(`userName eq "${userName}"`)}`),
    create: (userName: string, role: string): Promise<Answer> =>
      scim.send('POST', `/Users?${query}`, {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        userName,
        active: true,
        displayName: userName,
        roles: [{ primary: true, value: role }],
      }),
  };
}

/** The text of each part of a page that a selector finds, as a reader sees the text. */
async function textsOf(page: Page, selector: string): Promise<readonly string[]> {
  return (await page.locator(selector).allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
}

test('a stranger provisions a user with the printed link to the portal, and finds the user and what was refused in the console', async () => {
  const portal = await enter('Portal', 'Continue');
  await portal.page.getByRole('button', { name: 'Enable SCIM provisioning' }).click();
  await portal.page.getByRole('button', { name: 'Generate a token' }).click();
  const [tenantUrl = ''] = await textsOf(portal.page, '#tenant-url');
  const [token = ''] = await textsOf(portal.page, '#new-token');
  const [role = ''] = await textsOf(portal.page, '#role-value-0');
  const entra = entraWith(tenantUrl, token);

  const tested = await entra.find(randomUUID());
  await portal.page.getByText('the connection works').waitFor();
  const answers = [
    await entra.create('ann@contoso.com', role),
    await entra.create('ann@contoso.com', role),
    await entra.create('bob@contoso.com', 'Admin'),
    await entra.create('cid@contoso.com', 'Admin'),
  ];
  await portal.page.getByText('User ann@contoso.com: created').waitFor();
  const refused = portal.page.locator('#arrivals li').filter({ hasText: 'POST /Users was refused' });
  await refused.nth(2).waitFor();
  const arrived = await textsOf(portal.page, '#arrivals li');
  await keepScreenshot(portal.page, 'stranger-portal');

  const { page, complaints } = await enter('Console', 'Continue to the console');
  await page.getByRole('link', { name: 'trial', exact: true }).click();
  await page.getByRole('link', { name: 'Users', exact: true }).click();
  await page.getByRole('link', { name: 'ann@contoso.com' }).waitFor();
  const users = await textsOf(page, '#users tbody tr');
  await page.getByRole('link', { name: 'Refused', exact: true }).click();
  await page.getByRole('link', { name: 'Download as CSV' }).waitFor();
  const reasons = await textsOf(page, 'main section');
  await keepScreenshot(page, 'stranger-console');

  expect(tested.body).toMatchObject({ totalResults: 0, Resources: [] });
  expect(answers.map(({ status }) => status)).toEqual([201, 409, 400, 400]);
  expect(arrived.filter((text) => text.includes('What to do'))).toHaveLength(3);
  expect(users).toEqual([expect.stringMatching(new RegExp(`^ann@contoso.com .* active ${role}`))]);
  expect(reasons).toEqual([
    expect.stringMatching(
      /^2 × 400 invalidValue POST \/Users there is no account role .*What to do: ask the account's admin to compare the app roles/,
    ),
    expect.stringMatching(/^1 × 409 uniqueness POST \/Users .*What to do: ask the account's admin to rename or delete/),
  ]);
  expect([...portal.complaints, ...complaints]).toEqual([]);
});
