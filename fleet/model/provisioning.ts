import { z } from 'zod';

import { MAPPING_PRESETS, type MappingPreset } from '../../entra/attribute-mapping';
import { mappingComplaints } from '../../entra/mapping-rules';
import { SCOPING_OPERATORS, type SyncSettings } from '../../entra/sync-settings';
import type { Complaint } from '../yaml/complaint';
import type { YamlFile } from '../yaml/yaml-file';

import { choice, flag } from './option-types';

const text = (what: string) => z.string(`must be ${what}`).trim().min(1, `must be ${what}`);

const mapping = z.strictObject({
  target: text('an attribute of the SCIM resource, such as name.givenName').describe(
    'Attribute of the SCIM resource as Entra writes it, for example `emails[type eq "work"].value`.',
  ),
  source: text('an expression over the Entra object, such as [givenName]').describe(
    'Expression over the Entra object, for example `[mail]` or `Join(" ", [givenName], [surname])`.',
  ),
  matching: z
    .int('must be a rank, counted from 1')
    .min(1, 'must be a rank, counted from 1')
    .optional()
    .describe(
      'Rank among the attributes by which Entra looks for an existing resource before it creates one. Default: ' +
        'not used for matching.',
    ),
  flow: choice({ always: 'With each change.', onCreate: 'Only when Entra creates the resource.' })
    .optional()
    .describe('When Entra sends the attribute. Default: `always`.'),
  defaultValue: text('the value that Entra sends when the expression has none')
    .optional()
    .describe('Value that Entra sends when the expression has none. Default: nothing.'),
});

const mappingList = (what: string) => z.array(mapping, `must be a list of mappings for ${what}`);

const scopingFilter = z.strictObject({
  name: text('a name for the filter').describe('Name that admins see in Entra.'),
  clauses: z
    .array(
      z.strictObject({
        attribute: text('an attribute of the Entra object, such as department').describe(
          'Attribute of the Entra object, such as `department`.',
        ),
        operator: z
          .enum(SCOPING_OPERATORS, `must be one of ${SCOPING_OPERATORS.join(', ')}`)
          .describe('How the attribute is compared with the value.'),
        value: text('the value to compare with')
          .optional()
          .describe('Value to compare with. Operators with `IS` take none, all others need one. Default: none.'),
      }),
      'must be a list of clauses that must all hold',
    )
    .min(1, 'must contain at least one clause')
    .describe('Conditions, which must all hold.'),
});

const filterList = (what: string) =>
  z
    .array(scopingFilter, `must be a list of filters for ${what}`)
    .default([])
    .describe(`Filters for ${what}. One of them must hold. Default: all ${what} in scope.`);

const NEEDS_VAULT = 'Needs `credentials: vault`.';

/** Schema of `provisioning` in a tenant's file. */
export const provisioningSchema = z
  .strictObject({
    enabled: flag().default(true).describe('Whether the job runs.'),
    scope: choice({
      assigned: 'Users and groups that are assigned to the application.',
      all: 'Everybody in the directory, without roles. Cannot be combined with `assignments`.',
    })
      .default('assigned')
      .describe('Users and groups that are provisioned.'),
    mappings: z
      .union(
        [
          choice({
            fivetran: 'The attributes that the product requires.',
            full: 'All attributes that Entra maps by default, and the role. `externalId` is mailNickname.',
          } satisfies Record<MappingPreset, string>).describe('A table that comes with this project.'),
          z
            .strictObject({
              users: mappingList('users').describe('Attributes of users that Entra sends.'),
              groups: mappingList('groups').describe(
                'Attributes of groups that Entra sends. An empty list: no groups.',
              ),
            })
            .describe('A table of your own.'),
        ],
        `must be ${Object.keys(MAPPING_PRESETS).join(' or ')}, or a table with users and groups`,
      )
      .default('fivetran')
      .describe('Attributes that Entra sends, and how it computes them.'),
    scopingFilters: z
      .strictObject({ users: filterList('users'), groups: filterList('groups') })
      .prefault({})
      .describe('Which of the users and groups in scope are provisioned.'),
    credentials: choice({
      terraform: "Terraform stores the token in Entra, and keeps it in the tenant's state.",
      vault:
        'The step at the end of the deployment copies the token from Key Vault into Entra. Only for tenants of the companion ' +
        'service. There is no way back to `terraform`.',
    })
      .default('terraform')
      .describe('How the token gets into Entra.'),
    notify: z
      .email('must be one e-mail address')
      .optional()
      .describe(`Address that Entra notifies when the job goes into quarantine. ${NEEDS_VAULT} Default: none.`),
    accidentalDeletionThreshold: z
      .int('must be a whole number of deletions')
      .min(1, 'must be 1 or more; leave it out for no limit')
      .optional()
      .describe(
        `Number of deletions in one cycle at which Entra stops and asks for confirmation. ${NEEDS_VAULT} Default: ` +
          'no limit.',
      ),
    skipOutOfScopeDeletions: flag()
      .optional()
      .describe(`Whether users and groups that fall out of scope are left as they are. ${NEEDS_VAULT} Default: false.`),
  })
  .prefault({})
  .describe("Entra's provisioning job for the tenant.");

export type ProvisioningFile = z.output<typeof provisioningSchema>;

/** Settings of Entra's provisioning job for a tenant, with presets and defaults filled in. */
export type ProvisioningConfig = Pick<SyncSettings, keyof ProvisioningFile>;

export function resolveProvisioning(file: ProvisioningFile): ProvisioningConfig {
  const { mappings } = file;
  return {
    ...file,
    skipOutOfScopeDeletions: file.skipOutOfScopeDeletions ?? false,
    accidentalDeletionThreshold: file.accidentalDeletionThreshold ?? null,
    notify: file.notify ?? null,
    mappings: typeof mappings === 'string' ? MAPPING_PRESETS[mappings] : mappings,
  };
}

/**
 * Complaints about values under `provisioning` that are valid individually but not in combination.
 *
 * @param ours whether the tenant uses this project's SCIM service, which keeps its tokens in the vault.
 */
export function provisioningComplaints(file: YamlFile, provisioning: ProvisioningFile, ours: boolean): Complaint[] {
  const { mappings } = provisioning;
  const at = (path: readonly PropertyKey[], message: string) => file.complain(['provisioning', ...path], message);
  return [
    ...vaultOptions(provisioning, ours).map((key) =>
      file.complainAboutKey(
        ['provisioning', key],
        ours
          ? "needs 'credentials: vault', because credentials that Terraform stores can contain only URL, token " +
              'and scope; add that, or remove this'
          : 'belongs to the companion service: it is stored with the token, and for an external endpoint Terraform can store ' +
              'only URL, token and scope; remove it',
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
            return [at([...path, 'value'], `must be omitted: '${operator}' takes none`)];
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
