import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ALLOW_LIST, RESOURCES } from '../../../../programs/review/resources/resources';

/** Types of all resources that our constructs and stacks create, determined from the classes that they import. */
function typesOfOurStacks(): string[] {
  const files = ['constructs', 'stacks'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(folder, name), 'utf8')),
  );
  const imports = files.flatMap((text) => [...text.matchAll(/@cdktf\/provider-([a-z]+)\/lib\/([a-z0-9-]+)/g)]);
  const types = imports.flatMap(([, provider = '', resource = '']) =>
    resource === 'provider' || resource.startsWith('data-') ? [] : [`${provider}_${resource.replaceAll('-', '_')}`],
  );
  return [...new Set(types)].sort();
}

const ALL_TYPES = [...typesOfOurStacks(), 'terraform_data'];

describe('a review', () => {
  test.each(ALL_TYPES)('knows %s, which our stacks make', (type) => {
    expect(RESOURCES.get(type)).toMatchObject({ noun: expect.stringMatching(/\w/) });
  });

  test('never reports a destroyed or replaced resource as changed in place', () => {
    const kinds = ALL_TYPES.flatMap((type) => {
      const { destroyed, replaced } = RESOURCES.get(type) ?? {};
      return [destroyed, replaced];
    });

    expect(kinds.filter((kind) => kind !== undefined)).not.toHaveLength(0);
    expect(kinds).not.toContain('changed');
  });

  test('shows the tags of Azure resources, except of secrets', () => {
    const shown = ALL_TYPES.filter((type) => ALLOW_LIST.get(type)?.shown.includes('tags'));

    expect(shown).toEqual(
      ALL_TYPES.filter((type) => type.startsWith('azurerm_') && type !== 'azurerm_key_vault_secret'),
    );
  });

  test('does not know types that our stacks do not make', () => {
    expect(RESOURCES.get('acme_thing')).toBeUndefined();
    expect(RESOURCES.get('constructor')).toBeUndefined();
  });
});
