import { DEFAULT_MAPPINGS } from '../../entra/attribute-mapping';
import { platformSchema } from '../model/platform';
import { policySchema } from '../model/policy';
import { roleCatalogueSchema } from '../model/role-catalogue';
import { tenantSchema } from '../model/tenant';

import { inputOf } from './json-schemas';
import { KeyTables, markdownTable } from './key-tables';

/**
 * Fills the tables of `docs/configuration.md`. The tables are generated from the loader's schemas; the rest of the page
 * is written by hand. Each table starts after a comment that contains its name, and ends at the next
 * `prettier-ignore-end`.
 */
export function withTables(page: string): string {
  const tables = new KeyTables();
  const made = {
    'keys of a platform file': tables.of('platform', inputOf(platformSchema)),
    'keys of a tenant file': tables.of('tenant', inputOf(tenantSchema)),
    'keys of a role catalogue': tables.of('catalogue', inputOf(roleCatalogueSchema)),
    'keys of a policy file': tables.of('policy', inputOf(policySchema)),
    'mappings of the preset fivetran': defaultMappings(),
  };
  return Object.entries(made).reduce(
    (text, [name, table]) =>
      text.replace(
        new RegExp(`(<!-- ${name}:[^>]*-->)[^]*?(<!-- prettier-ignore-end -->)`),
        (_, start: string, end: string) => `${start}\n\n${table}\n\n${end}`,
      ),
    page,
  );
}

function defaultMappings(): string {
  const rows = (['users', 'groups'] as const).flatMap((type) =>
    DEFAULT_MAPPINGS[type].map(({ target, source, matching }) => [
      type,
      `\`${target}\`${matching === undefined ? '' : ' (matching)'}`,
      `\`${source}\``,
    ]),
  );
  return markdownTable(['of', 'target', 'source'], rows).join('\n');
}
