import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = 'service/client';
const sources = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(FOLDER, name), 'utf8'));

describe('the client', () => {
  test('has fewer than 300 lines of code, without comments and blank lines', () => {
    const lines = sources.flatMap((source) => source.split('\n'));
    const code = lines.filter((line) => !/^\s*(\/\/|\/\*|\*[ /]|\*?$)/.test(line));

    expect(code.length).toBeLessThan(300);
  });

  test('needs no framework, but only a library for tokens and another one for webhooks', () => {
    const imported = sources.flatMap((source) => [...source.matchAll(/ from '([^'.].*)';/g)].map(([, name]) => name));

    expect(new Set(imported)).toEqual(new Set(['jose', 'node:timers/promises', 'standardwebhooks']));
  });
});
