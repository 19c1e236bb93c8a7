import { type Consequence, risky, routine } from '../meaning/consequence';
import { noun } from '../meaning/resource';
import { textOf } from '../plan/terraform-plan';

/** The consequence of taking away rights: either rights in Azure or the rights of database administrators. */
export const RIGHTS_REMOVED = {
  'rights-removed': risky(
    'Rights are taken away',
    'Whatever relied on them fails.',
    'Azure refuses the identity after a few minutes.',
  ),
} as const satisfies Record<string, Consequence>;

/**
 * Attributes whose values show that a grant is wide. A grant is wide if its role can change everything or grant rights,
 * or if its scope is larger than a resource group.
 */
const WIDE: readonly [path: string, isWide: RegExp][] = [
  ['role_definition_name', /^(Owner|Contributor|User Access Administrator|Role Based.*)$/],
  [
    'role_definition_id', // ids of the roles above, which are the same in every directory
    /(8e3af657-a8ff-443c-a75c-2fe8c4bcb635|b24988ac-6180-42a0-ab88-20f7382dd24c|18d7d88d-d35e-4fb5-a5c3-7773c20a72d9|f58310d9-a9f6-439a-9e8d-f62e7b41a168)$/i,
  ],
  ['scope', /^(\/subscriptions\/[^/]+|\/providers\/Microsoft\.Management.*)?\/?$/i],
];

/** Address, in the stack of a platform, of the identity that owns the database tables. */
const MIGRATOR = 'azurerm_user_assigned_identity.Migrator';

/** The identities of the service, and their rights in Azure. */
export const AZURE_GRANT = noun(
  {
    ...RIGHTS_REMOVED,
    'identity-lost': risky(
      'An identity is destroyed or replaced',
      'The new one does not have the rights of the old one, in Azure and in the database.',
      'The service cannot sign in until the grants are made again.',
    ),
    'migrator-lost': risky(
      'The identity that owns the tables is destroyed, replaced or forgotten',
      'The tables belong to the former identity.',
      'Migrations fail until that identity is the owner again: set its id in identities.migratorId. Entra does not notice.',
    ),
    'rights-granted-widely': risky(
      'Wide rights are granted',
      'The role can change everything in its scope, or the scope is a whole subscription.',
      'The identity can use the rights immediately.',
    ),
    'rights-granted': routine(
      'Rights are granted',
      'An identity may do more than before. Wide rights are reported separately.',
      'The identity can use them after a few minutes.',
    ),
    'rights-moved': risky(
      'Rights move from one identity to another',
      'A grant is replaced when its identity, its role or its scope changes.',
      'After a few minutes Azure refuses the former holder and accepts the new one.',
    ),
  },
  {
    azurerm_user_assigned_identity: {
      noun: 'identity',
      shown: ['name', 'location'],
      destroyed: 'identity-lost',
      explain: ({ address, action }, around) => {
        const isLost = address === MIGRATOR && ['delete', 'replace', 'forget'].includes(action);
        return around.general().map((finding) => (isLost ? { ...finding, kind: 'migrator-lost' } : finding));
      },
    },
    azurerm_role_assignment: {
      noun: 'grant',
      label: 'role_definition_name',
      shown: [
        ...WIDE.map(([path, isWide]) => ({
          path,
          kind: 'rights-granted-widely' as const,
          when: ([after]: readonly unknown[]) => isWide.test(textOf(after)),
          created: 'or replaced' as const, // the replacement may grant the rights to another principal
        })),
        'principal_type',
        'principal_id',
      ],
      created: 'rights-granted',
      destroyed: 'rights-removed',
      replaced: 'rights-moved',
    },
  },
);
