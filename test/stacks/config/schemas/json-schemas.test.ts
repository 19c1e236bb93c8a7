import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

import { jsonSchemas } from '../../../../stacks/config/schemas/json-schemas';

test.each(jsonSchemas().map(({ name, text }) => [name, text]))('schemas/%s is current', (name, text) => {
  expect(readFileSync(join('schemas', name), 'utf8')).toBe(text);
});

describe('an example', () => {
  const KINDS: readonly [RegExp, string][] = [
    [/platform\.yaml$/, 'platform'],
    [/defaults\.yaml$/, 'defaults'],
    [/roles\/[^/]+\.yaml$/, 'role-catalogue'],
    [/tenants\/[^/]+\.yaml$/, 'tenant'],
  ];
  const examples = readdirSync('config', { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.yaml') && !name.endsWith('fleet.lock.yaml'),
  );

  test.each(examples)('config/%s names the schema of its kind, for editors', (name) => {
    const [, kind] = KINDS.find(([pattern]) => pattern.test(name)) ?? [];
    const path = join('config', name);
    const [, schema = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(readFileSync(path, 'utf8')) ?? [];

    expect(normalize(join(dirname(path), schema))).toBe(`schemas/${kind}.schema.json`);
  });
});

describe('the schema of a tenant', () => {
  const tenant = JSON.parse(jsonSchemas().find(({ name }) => name === 'tenant.schema.json')?.text ?? '{}') as {
    required: string[];
    additionalProperties: boolean;
    properties: Record<string, { enum?: string[]; description?: string }>;
  };

  test('refuses unknown keys, and offers what a key may hold', () => {
    expect(tenant.additionalProperties).toBe(false);
    expect(tenant.properties['plan']?.enum).toContain('business_critical');
  });

  test('requires nothing that the defaults or an included file may bring along', () => {
    expect(tenant.required).toEqual(['slug']);
  });

  test('tells what each key is for', () => {
    const silent = Object.entries(tenant.properties).filter(([, { description }]) => description === undefined);

    expect(silent.map(([key]) => key).filter((key) => key !== 'provisioning')).toEqual([]);
  });
});
