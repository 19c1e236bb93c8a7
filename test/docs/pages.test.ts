import { existsSync, statSync } from 'node:fs';

import { Page, PAGES } from '../support/page';

/** Maximum size of README.md, in bytes, so that people read it to the end. */
const README_BYTES_MAX = 6_000;

test('the README is short enough to be read to its end', () => {
  expect(statSync('README.md').size).toBeLessThanOrEqual(README_BYTES_MAX);
});

test('the README leads to every page', () => {
  const led = new Page('README.md').links().map(({ path }) => path);

  expect(led).toEqual(expect.arrayContaining(PAGES.filter((path) => path.startsWith('docs/'))));
});

test.each(PAGES)('%s links to files and headings that exist', (path) => {
  const page = new Page(path);

  const broken = page.links().filter(({ path: to, anchor }) => {
    if (!existsSync(to)) return true;
    return anchor !== undefined && !new Page(to).anchors().includes(anchor);
  });

  expect(broken).toEqual([]);
});
