import type { Page } from 'playwright-core';

import { barriersOf, complaintsOf, keepScreenshot, useBrowser } from '../../support/browser';
import { type ScimClient, scimClient } from '../../support/scim-client';
import { type ServiceProcess, startServiceProcess } from '../../support/service-process';

/** A name that would run a script if a page did not escape it. */
const EVIL = `"><script>document.title='run'</script><img src=x onerror="document.title='run'">`;

const browser = useBrowser();
let service: ServiceProcess;
let scim: ScimClient;
let ann: string;
let analysts: string;

beforeAll(async () => {
  service = await startServiceProcess({ DATA_DIR: 'memory' });
  scim = scimClient(service.url, service.exported('TOKEN'));
  const { body } = await scim.send('POST', '/Users', {
    userName: `ann${EVIL}@contoso.com`,
    displayName: EVIL,
    roles: [{ value: 'account_reviewer' }],
  });
  ann = body.id;
  const { body: group } = await scim.send('POST', '/Groups', {
    displayName: `Analysts ${EVIL}`,
    members: [{ value: ann }],
  });
  analysts = group.id;
  await scim.send('PATCH', `/Users/${ann}`, { Operations: [{ op: 'replace', path: 'active', value: false }] });
  await scim.send('POST', '/Users', { userName: 'cid@contoso.com', roles: [{ value: 'Admin' }] });
  await scim.send('POST', '/Users', { userName: 'bob@contoso.com', roles: [{ value: 'account_analyst' }] });
});
afterAll(() => service.stop());

const PAGES = [
  '',
  '/users',
  '/groups',
  '/activity',
  '/refused',
  '/access',
  '/access?list=groups',
  '/access?day=2020-01-01',
  '/tokens',
  '/streams',
].map((path) => `/tenants/demo${path}`);

/** The link to the console that the service printed. */
function link(): string {
  return /Console\s+(\S+)/.exec(service.output())?.[1] ?? '';
}

let signedIn: Awaited<ReturnType<ReturnType<Page['context']>['cookies']>> = [];

/** A page of the console, of somebody who is signed in. */
async function open(path: string, options?: Parameters<typeof browser.open>[0]) {
  const page = await browser.open(options);
  const complaints = complaintsOf(page);
  if (signedIn.length === 0) {
    await page.goto(link());
    await page.getByRole('button', { name: 'Continue to the console' }).click();
    signedIn = await page.context().cookies();
  } else await page.context().addCookies(signedIn);
  const response = await page.goto(new URL(`/console${path}`, service.url).href);
  return { page, complaints, status: response?.status(), headers: response?.headers() ?? {} };
}

describe.each([
  { width: 360, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
  { width: 2560, colorScheme: 'light' },
] as const)('the console at $width pixels, $colorScheme', ({ width, colorScheme }) => {
  test.each(['', ...PAGES, '/tenants/demo/users/{ann}', '/tenants/demo/groups/{analysts}', '/tenants/nobody'])(
    'shows %p to everybody',
    async (path) => {
      const { page, complaints } = await open(path.replace('{ann}', ann).replace('{analysts}', analysts), {
        viewport: { width, height: 800 },
        colorScheme,
      });
      await keepScreenshot(page, `console${path.replaceAll(/\W+/g, '-')}-${width}-${colorScheme}`);

      expect(await barriersOf(page)).toEqual([]);
      expect(complaints.filter((each) => !each.includes('404'))).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(await page.title()).not.toBe('run');
      await page.context().close();
    },
  );
});

test('the console works without JavaScript', async () => {
  const { page } = await open('', { javaScriptEnabled: false });

  await page.getByRole('searchbox').fill('dem');
  await page.getByRole('button', { name: 'Show' }).click();
  await page.getByRole('link', { name: 'demo' }).click();
  await page.getByRole('link', { name: 'Refused', exact: true }).click();

  expect(await page.getByText('What to do').textContent()).toContain('compare the attribute mapping and the app roles');
  await page.context().close();
});

test('the list of tenants follows what somebody types', async () => {
  const { page } = await open('');

  await page.getByRole('searchbox').fill('nobody');
  await page.getByText('No tenant matches').waitFor();

  expect(new URL(page.url()).search).toBe('');
  await page.context().close();
});

test('users are found by a part of their name, by role and by state', async () => {
  const { page } = await open('/tenants/demo/users');

  await page.getByLabel('Access').selectOption('inactive');
  await page.getByText('bob@contoso.com').waitFor({ state: 'detached' });
  await page.getByRole('searchbox').fill('nobody');
  await page.getByText('No user matches').waitFor();

  await page.context().close();
});

test('activity follows what happens while it is open', async () => {
  const { page } = await open('/tenants/demo/activity');

  await scim.send('POST', '/Users', { userName: 'eve@contoso.com' });
  await page.getByRole('link', { name: 'eve@contoso.com' }).waitFor();

  await page.context().close();
});
