import { z } from 'zod';

import { MAPPING_PRESETS, type MappingPreset, type MappingTable } from '../../entra/attribute-mapping';
import { mappingComplaints } from '../../entra/mapping-rules';
import { SCOPING_OPERATORS, type ScopingFilters } from '../../entra/sync-settings';
import type { Complaint } from '../yaml/complaint';
import type { YamlFile } from '../yaml/yaml-file';

/** What Entra's provisioning job does for a tenant. */
export interface ProvisioningConfig {
  /** Whether the job runs. */
  readonly enabled: boolean;

  /** Who is in scope: the users and groups that are assigned to the application, or everybody. */
  readonly scope: 'assigned' | 'all';

  /** Who stores the token in Entra: the provider, which keeps it in the state too, or the sync step, from Key Vault. */
  readonly credentials: 'terraform' | 'vault';

  /** Keeps what falls out of scope instead of disabling it. Only with credentials `vault`, as the two below. */
  readonly skipOutOfScopeDeletions: boolean;

  /** Deletions in one cycle from which Entra stops and asks. Null for no limit. */
  readonly accidentalDeletionThreshold: number | null;

  /** Address that Entra writes to when the job is in quarantine. Null for none. */
  readonly notify: string | null;

  readonly mappings: MappingTable;
  readonly scopingFilters: ScopingFilters;
}

const PRESETS = Object.keys(MAPPING_PRESETS) as MappingPreset[];
const text = (what: string) => z.string(`must be ${what}`).trim().min(1, `must be ${what}`);

const mapping = z.strictObject({
  target: text('an attribute of the SCIM resource, such as name.givenName'),
  source: text('an expression over the Entra object, such as [givenName]'),
  matching: z.int('must be a rank, counted from 1').min(1, 'must be a rank, counted from 1').optional(),
  flow: z.enum(['always', 'onCreate'], 'must be always or onCreate').optional(),
  defaultValue: text('what Entra sends when the expression has no value').optional(),
});
const mappingList = (what: string) => z.array(mapping, `must be a list of mappings for ${what}`);

const scopingFilter = z.strictObject({
  name: text('a name for the filter'),
  clauses: z
    .array(
      z.strictObject({
        attribute: text('an attribute of the Entra object, such as department'),
        operator: z.enum(SCOPING_OPERATORS, `must be one of ${SCOPING_OPERATORS.join(', ')}`),
        value: text('what the attribute is compared with').optional(),
      }),
      'must be a list of clauses that must all hold',
    )
    .min(1, 'must hold at least one clause'),
});
const filterList = (what: string) => z.array(scopingFilter, `must be a list of filters for ${what}`).default([]);

/** `provisioning` as it is written in a tenant's file. */
export const provisioningSchema = z
  .strictObject({
    enabled: z.boolean('must be true or false').default(true),
    scope: z.enum(['assigned', 'all'], 'must be assigned or all').default('assigned'),
    credentials: z.enum(['terraform', 'vault'], 'must be terraform or vault').default('terraform'),
    skipOutOfScopeDeletions: z.boolean('must be true or false').optional(),
    accidentalDeletionThreshold: z
      .int('must be a whole number of deletions')
      .min(1, 'must be 1 or more; leave it out for no limit')
      .optional(),
    notify: z.email('must be one e-mail address').optional(),
    mappings: z
      .union(
        [
          z.enum(PRESETS, `must be ${PRESETS.join(' or ')}, or a table`),
          z.strictObject({ users: mappingList('users'), groups: mappingList('groups') }),
        ],
        `must be ${PRESETS.join(' or ')}, or a table with users and groups`,
      )
      .default('fivetran'),
    scopingFilters: z
      .strictObject({ users: filterList('users'), groups: filterList('groups') })
      .default({ users: [], groups: [] }),
  })
  .prefault({});

export type ProvisioningFile = z.output<typeof provisioningSchema>;

/** What a file means, with presets and defaults spelled out. */
export function resolveProvisioning(file: ProvisioningFile): ProvisioningConfig {
  const { mappings } = file;
  return {
    enabled: file.enabled,
    scope: file.scope,
    credentials: file.credentials,
    skipOutOfScopeDeletions: file.skipOutOfScopeDeletions ?? false,
    accidentalDeletionThreshold: file.accidentalDeletionThreshold ?? null,
    notify: file.notify ?? null,
    mappings: typeof mappings === 'string' ? MAPPING_PRESETS[mappings] : mappings,
    scopingFilters: file.scopingFilters,
  };
}

/**
 * What is wrong with values that are sound by themselves, under the key `provisioning`.
 *
 * @param ours whether the tenant is the companion service's, whose tokens are in our vault.
 */
export function provisioningComplaints(file: YamlFile, provisioning: ProvisioningFile, ours: boolean): Complaint[] {
  const { mappings } = provisioning;
  const at = (path: readonly PropertyKey[], message: string) => file.complain(['provisioning', ...path], message);
  return [
    ...vaultOptions(provisioning, ours).map((key) =>
      file.complainAboutKey(
        ['provisioning', key],
        ours
          ? "needs 'credentials: vault', because the provider's own credentials must hold nothing else than URL, token " +
              'and scope; add that, or remove this'
          : 'belongs to the companion service, because it is stored with the token, and for any other Terraform stores ' +
              'URL, token and scope alone; remove it',
      ),
    ),
    ...(typeof mappings === 'string'
      ? []
      : mappingComplaints(mappings).map(({ path, message }) => at(['mappings', ...path], message))),
    ...(['users', 'groups'] as const).flatMap((type) =>
      provisioning.scopingFilters[type].flatMap(({ clauses }, index) =>
        clauses.flatMap(({ operator, value }, clause) => {
          const path = ['scopingFilters', type, index, 'clauses', clause];
          const alone = operator.startsWith('IS ');
          if (alone && value !== undefined)
            return [at([...path, 'value'], `must be left out: '${operator}' takes none`)];
          return alone || value !== undefined ? [] : [at([...path, 'value'], `is missing; '${operator}' needs one`)];
        }),
      ),
    ),
  ];
}

function vaultOptions(provisioning: ProvisioningFile, ours: boolean): string[] {
  if (ours && provisioning.credentials === 'vault') return [];
  return (['skipOutOfScopeDeletions', 'accidentalDeletionThreshold', 'notify'] as const).filter(
    (key) => provisioning[key] !== undefined,
  );
}
