import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Unpacks the Chromium that the package carries, and says how to start it. The package has ES modules alone. */
const UNPACK = `
  import('@sparticuz/chromium').then(async ({ default: chromium }) => {
    console.log(JSON.stringify({ executablePath: await chromium.executablePath(), args: chromium.args }));
  });`;

/** Switches that would let a page do what a reader's browser forbids, or that make all pages share a process. */
const UNWANTED = /^--(allow-running-insecure-content|disable-web-security|single-process)/;

/** A browser without a window. Closed when the test file ends. */
export function useBrowser(): { open(options?: BrowserContextOptions): Promise<Page> } {
  let browser: Browser | undefined;
  beforeAll(async () => {
    // Each worker of Jest has its own Chromium, because no file can be started while another worker still writes it.
    const folder = join(tmpdir(), `browser-${process.env['JEST_WORKER_ID']}`);
    mkdirSync(folder, { recursive: true });
    const { executablePath, args } = JSON.parse(
      execFileSync(process.execPath, ['--eval', UNPACK], {
        encoding: 'utf8',
        env: { ...process.env, TMPDIR: folder },
      }),
    ) as { executablePath: string; args: string[] };
    browser = await chromium.launch({ executablePath, args: args.filter((each) => !UNWANTED.test(each)) });
  });
  afterAll(() => browser?.close());
  return {
    open: async (options) => {
      const page = await (await browser?.newContext(options))?.newPage();
      if (!page) throw new Error('the browser is open while tests run only');
      return page;
    },
  };
}

/** Complaints of a page: scripts and styles that the browser refused, requests to others, errors. */
export function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const [asked, own] = [new URL(request.url()).origin, new URL(page.url()).origin];
    if (own !== 'null' && asked !== own) complaints.push(`asked ${asked}`);
  });
  return complaints;
}

/** What keeps people from using a page by keyboard or screen reader, as axe sees it. */
export async function barriersOf(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`));
}

/** Keeps a picture of a page in the folder that SCREENSHOTS names, to be looked at. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
