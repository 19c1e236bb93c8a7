import { setTimeout as sleep } from 'node:timers/promises';

import { barriersOf, complaintsOf, keepScreenshot, useBrowser } from '../../support/browser';
import { scimClient } from '../../support/scim-client';
import { type ServiceProcess, startServiceProcess } from '../../support/service-process';

const browser = useBrowser();
let service: ServiceProcess;
beforeAll(async () => {
  service = await startServiceProcess({ DATA_DIR: 'memory' });
});
afterAll(() => service.stop());

/** A page of somebody whom a link to an account let in. Each link is asked for as the product's backend does. */
async function enter(options?: Parameters<typeof browser.open>[0], account = 'trial') {
  const page = await browser.open(options);
  const complaints = complaintsOf(page);
  await page.goto(await newLink(account));
  await page.getByRole('button', { name: 'Continue' }).click();
  return { page, complaints };
}

async function newLink(account: string): Promise<string> {
  const response = await fetch(new URL(`/admin/v1/tenants/${account}/portal-links?subject=ann-7`, service.url), {
    method: 'POST',
    headers: { Authorization: `Bearer ${service.exported('ADMIN_TOKEN')}` },
  });
  return ((await response.json()) as { url: string }).url;
}

/** The state in which the next test begins: SCIM off, no valid token. */
async function reset(): Promise<void> {
  const { page } = await enter();
  while ((await page.getByText('Revoke…', { exact: true }).count()) > 0) {
    await page.getByText('Revoke…', { exact: true }).first().click();
    await page
      .getByRole('button', { name: /Revoke portal-/ })
      .first()
      .click();
    await page.waitForLoadState();
  }
  if ((await page.getByText('Switch off…').count()) > 0) {
    await page.getByText('Switch off…').click();
    await page.getByRole('button', { name: 'Switch SCIM provisioning off' }).click();
  }
  await page.context().close();
}

describe.each([
  { width: 360, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
  { width: 2560, colorScheme: 'light' },
] as const)('the portal at $width pixels, $colorScheme', ({ width, colorScheme }) => {
  beforeAll(reset);

  test('shows each state of an account to everybody', async () => {
    const { page, complaints } = await enter({ viewport: { width, height: 800 }, colorScheme });
    const look = async (name: string) => {
      await keepScreenshot(page, `portal-${name}-${width}-${colorScheme}`);
      expect([name, await barriersOf(page)]).toEqual([name, []]);
      expect([name, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([name, width]);
    };

    // Waits for the page that follows, because axe cannot look at a page that is about to be replaced.
    const press = async (name: RegExp | string) => {
      const loaded = page.waitForEvent('load');
      await page.getByRole('button', { name }).click();
      await loaded;
    };

    await look('off');
    await press('Enable SCIM provisioning');
    await look('no-token');
    await press(/Generate/);
    await look('new-token');
    await press(/Generate/);
    await page.getByText('Revoke…', { exact: true }).first().click();
    await look('two-tokens');
    await page.goto(new URL('/portal/nothing', service.url).href);
    await look('no-page');
    await page.getByRole('link', { name: 'Back to user provisioning' }).click();
    await press('Sign out');
    await look('signed-out');
    await page.goto(new URL('/portal', service.url).href);
    await look('no-session');

    expect(complaints.filter((each) => !/40[14]/.test(each))).toEqual([]);
    await page.context().close();
  });

  test('shows an account of files without a switch, and says which file decides', async () => {
    const { page } = await enter({ viewport: { width, height: 800 }, colorScheme }, 'demo');
    await keepScreenshot(page, `portal-files-${width}-${colorScheme}`);

    expect(await page.getByText('config/tenants/demo.yaml').count()).toBe(1);
    expect(await page.getByRole('button', { name: /SCIM|Generate|Revoke/ }).count()).toBe(0);
    expect(await barriersOf(page)).toEqual([]);
    await page.context().close();
  });
});

describe.each([true, false])('the portal as a stranger finds it, JavaScript: %p', (javaScriptEnabled) => {
  beforeAll(async () => {
    await service.stop();
    service = await startServiceProcess({ DATA_DIR: 'memory' });
  });

  test('a stranger gets from the link to a provisioned user with the page alone', async () => {
    const { page } = await enter({ javaScriptEnabled });
    const look = async () => {
      if (!javaScriptEnabled) await page.getByRole('button', { name: 'Look again' }).click();
    };
    const state = page.locator('#state');
    const next = () => page.locator('#state a').textContent();

    expect(await next()).toBe('enable SCIM provisioning');
    await page.getByRole('button', { name: 'Enable SCIM provisioning' }).click();
    expect(await next()).toBe('create the application in Entra, then generate a token');
    await page.getByRole('button', { name: /Generate/ }).click();
    const token = (await page.locator('#new-token').textContent()) ?? '';
    const url = (await page.locator('#tenant-url').textContent()) ?? '';

    // Entra appends to the path of the tenant URL, and keeps its query.
    const [base = '', query = ''] = url.split('?');
    const entra = scimClient(base, token);
    const tested = await entra.send('GET', `/Users?filter=userName+eq+%22nobody%22&${query}`);
    // A call shows within a second or two.
    for (let looks = 0; looks < 10 && (await page.getByText('the connection works').count()) === 0; looks++) {
      await sleep(500);
      await look();
    }
    await page.getByText('the connection works').waitFor();
    expect(await page.locator('#last-use-portal-1').textContent()).toContain('ago');
    expect(await next()).toContain('assign people');
    const refused = await entra.send('POST', `/Users?${query}`, { userName: 'bob', roles: [{ value: 'Admin' }] });
    const userName = `eve-${String(javaScriptEnabled)}@contoso.com`;
    const roleValue = await page.locator('#role-value-0').textContent();
    const created = await entra.send('POST', `/Users?${query}`, { userName, roles: [{ value: roleValue }] });
    // What was refused is in history within a second or two.
    for (let looks = 0; looks < 10 && (await page.getByText('POST /Users was refused').count()) === 0; looks++) {
      await sleep(500);
      await look();
    }
    await page.getByText(`User ${userName}: created`).waitFor();
    await page.getByText('POST /Users was refused').first().waitFor();

    expect([tested.status, refused.status, created.status]).toEqual([200, 400, 201]);
    expect(await state.textContent()).toContain('Entra provisions this account');
    expect(await page.getByText('What to do').first().textContent()).toContain('app roles');
    await keepScreenshot(page, `portal-provisioned-${String(javaScriptEnabled)}`);
    await page.context().close();
  });
});

test('no part of a token or a link reaches the log', async () => {
  await reset();
  const link = await newLink('trial');
  const page = await browser.open();
  await page.goto(link);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Enable SCIM provisioning' }).click();
  await page.getByRole('button', { name: /Generate/ }).click();
  const token = (await page.locator('#new-token').textContent()) ?? '';
  const code = new URL(link).searchParams.get('code') ?? '';
  await page.context().close();

  expect([token.length, code.length]).toEqual([43, 43]);
  expect(service.output()).not.toContain(token);
  expect(service.output()).not.toContain(code);
});
