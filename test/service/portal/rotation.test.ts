import { setTimeout as sleep } from 'node:timers/promises';

import type { Page } from 'playwright-core';

import { barriersOf, keepScreenshot, useBrowser } from '../../support/browser';
import { scimClient } from '../../support/scim-client';
import { type ServiceProcess, startServiceProcess } from '../../support/service-process';

const OUTDATED = 'Entra is refused: it still presents portal-1, which was revoked';
const NEXT = 'Next: store the newest token in Entra, and test the connection';

const browser = useBrowser();
let service: ServiceProcess;
let cookies: Awaited<ReturnType<ReturnType<Page['context']>['cookies']>> = [];

/** A page of somebody who is signed in to the portal and to the console. */
async function open(path: string, options: Parameters<typeof browser.open>[0] = {}) {
  const page = await browser.open(options);
  await page.context().addCookies(cookies);
  await page.goto(new URL(path, service.url).href);
  return page;
}

/** Text of a part of a page once it holds the expected words. Replicas tell each other of calls within seconds. */
async function textOf(path: string, selector: string, expected: string): Promise<string> {
  const page = await open(path);
  let text = '';
  for (let looks = 0; looks < 30 && !text.includes(expected); looks++) {
    if (looks > 0) await sleep(500);
    await page.reload();
    text = (await page.locator(selector).first().innerText()).replace(/\s+/g, ' ');
  }
  await page.context().close();
  return text;
}

beforeAll(async () => {
  service = await startServiceProcess({ DATA_DIR: 'memory' });
});
afterAll(() => service.stop());

test('an admin who rotates the token, but leaves the old one in Entra, reads so on the page, and an operator in the console', async () => {
  const page = await browser.open();
  for (const [site, button] of [
    ['Portal', 'Continue'],
    ['Console', 'Continue to the console'],
  ] as const) {
    await page.goto(new RegExp(`${site}\\s+(\\S+)`).exec(service.output())?.[1] ?? '');
    await page.getByRole('button', { name: button }).click();
  }
  cookies = await page.context().cookies();
  await page.goto(new URL('/portal', service.url).href);
  await page.getByRole('button', { name: 'Enable SCIM provisioning' }).click();
  await page.getByRole('button', { name: 'Generate a token' }).click();
  const token = (await page.locator('#new-token').textContent()) ?? '';
  const entra = scimClient(service.url, token);
  const created = await entra.send('POST', '/Users', {
    userName: 'ann@contoso.com',
    roles: [{ value: 'account_analyst' }],
  });
  const working = await textOf('/portal', '#arrivals', 'the connection works');
  await page.getByRole('button', { name: 'Generate another token' }).click();
  await page.getByLabel('Revoke portal-1…').click();
  await page.getByRole('button', { name: 'Revoke portal-1' }).click();
  const waiting = await textOf('/portal', '#state', 'has not used');
  const refused = await entra.send('GET', '/Users?filter=userName+eq+%22ann%40contoso.com%22');
  const state = await textOf('/portal', '#state', 'is refused');
  const arrivals = await textOf('/portal', '#arrivals', 'What to do');
  const steps = await textOf('/portal', '.steps', 'Next');
  await page.context().close();

  expect([created.status, refused.status]).toEqual([201, 401]);
  expect(working).toContain('The last request, with token portal-1, was accepted');
  expect(waiting).toContain('Entra has not used portal-2 yet; it last called with portal-1, which was revoked.');
  expect(state).toContain(`${OUTDATED}. ${NEXT}`);
  expect(arrivals).toContain('The last request, with token portal-1, was refused');
  expect(arrivals).toContain('What to do: store a valid token in Entra as Secret token');
  expect(arrivals).not.toContain('Waiting for the first request');
  expect(steps).toContain('Connect Entra, and test the connection Next');
  expect(await textOf('/console?q=trial', '#fleet', OUTDATED)).toContain(OUTDATED);
  expect(await textOf('/console/tenants/trial', 'main', OUTDATED)).toContain(OUTDATED);
  expect(await textOf('/console/tenants/trial/refused', 'main', 'What to do')).toContain(
    "What to do: ask the account's admin to store a valid token",
  );
});

describe.each([
  { width: 360, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
] as const)('after that rotation, at $width pixels, $colorScheme', ({ width, colorScheme }) => {
  test.each(['/portal', '/console', '/console/tenants/trial', '/console/tenants/trial/refused'])(
    '%s can be read by everybody',
    async (path) => {
      const page = await open(path, { viewport: { width, height: 800 }, colorScheme });
      await keepScreenshot(page, `rotation${path.replaceAll(/\W+/g, '-')}-${width}-${colorScheme}`);

      expect(await barriersOf(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      await page.context().close();
    },
  );
});
