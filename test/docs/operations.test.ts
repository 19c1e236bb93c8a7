import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Page } from '../support/page';
import { synthPlatform } from '../support/platform';

const page = new Page('docs/operations.md');

/** Messages from programs outside this repository: Terraform and its providers, Azure's ingress, PostgreSQL. */
const OF_OTHERS = [
  'already exists',
  'present, but now absent',
  'canceling statement',
  'KeyVault Secret',
  'RBAC:',
  'was not found',
];

/** Source code of everything that shows messages to operators, with concatenated string literals joined. */
const CODE = ['service', 'programs', 'microsoft', 'fleet', 'command-line', 'constructs']
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n')
  .replace(/['"`]\s*\+\s*['"`]/g, '');

/** Messages that are also on the page for client authors. That page's test provokes each of them. */
const PROVOKED = new Page('docs/scim-for-clients.md').quoted();

/** Messages that the page quotes: code spans of several words that are not a command, a setting or a query. */
const QUOTED = page
  .quoted()
  .filter((text) => /^[^{}]* [^{}]* [^{}]*$/.test(text))
  .filter((text) => !/^(az|npx|npm|curl|select|openssl|printf|terraform|docker|line\.\w+|Mid\()/.test(text))
  .filter((text) => !PROVOKED.includes(text) && !OF_OTHERS.some((words) => text.includes(words)));

/** Variable parts of messages, and characters at which strings are concatenated. */
const VARYING = /…|\d+|'[^']*'|(?<=tenant has ).*(?= under way)|acme-scim-\w+|[;:,()]/;

describe('the operations page', () => {
  test('quotes texts', () => {
    expect(QUOTED.length).toBeGreaterThan(25);
  });

  test.each(QUOTED)('quotes a real message: %s', (text) => {
    const parts = text.split(VARYING).map((part) => part.trim());

    expect(parts.filter((part) => part.length > 3 && !CODE.includes(part))).toEqual([]);
  });

  test('says how much each server carries, as computed from the processor times that it names', () => {
    const text = readFileSync('docs/operations.md', 'utf8');
    const [match = NaN, create = NaN, patch = NaN, member = NaN] = [
      'a match took',
      'creation of a user',
      'PATCH of a user',
      'one member',
    ].map((request) => Number(new RegExp(`${request}\\s+([\\d.]+)\\s+ms`).exec(text)?.[1]));
    const perCore = [match, create, patch, member].map((ms) => 500 / ms);
    const cycles = (2 * 500) / (match + create) / 25;
    const servers = page.rows().filter(([size = '']) => / cores$/.test(size));

    for (const [size = '', ...cells] of servers) {
      const cores = Number(/(\d+) cores/.exec(size)?.[1]);
      const shown = cells.map((cell) => Number(cell.replaceAll(',', '')));
      for (const [index, one] of [...perCore, cycles].entries()) {
        const ratio = (shown[index] ?? NaN) / (one * cores);
        expect([size, index, Math.abs(ratio - 1) < 0.03]).toEqual([size, index, true]);
      }
    }
    expect(servers).toHaveLength(4);
  });

  test('knows every alert, and what to do about it', () => {
    const { platform } = synthPlatform('monitoring: { notify: { emails: [ops@acme.example] } }');
    const { resource } = platform.json as { resource: Record<string, Record<string, { name: string }>> };
    const alerts = Object.entries(resource)
      .filter(([type]) => /_alert/.test(type))
      .flatMap(([, alerts]) => Object.values(alerts).map(({ name }) => name));

    expect(page.rows().map(([name]) => name)).toEqual(expect.arrayContaining(alerts));
    expect(alerts.length).toBeGreaterThan(5);
  });
});
