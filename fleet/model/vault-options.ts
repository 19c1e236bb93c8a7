import { z } from 'zod';

import { addressRange, objectId, wholeNumber } from './option-types';

/** The key vault of all tokens, and who may do what there. */
export interface VaultConfig {
  /** Who deploys the platform, and so writes tokens. Empty for whoever runs Terraform. */
  readonly writers: readonly string[];

  /** Who may read all tokens, such as a pipeline that deploys every tenant. */
  readonly readers: readonly string[];

  /** Who may read the tokens of one tenant alone, by its slug. */
  readonly tenantReaders: Readonly<Record<string, readonly string[]>>;

  /** How long a deleted secret can be brought back. Settled when the vault is made. */
  readonly softDeleteRetentionDays: number;

  /** Ranges from which the vault can be reached. Empty for all. */
  readonly allowedAddresses: readonly string[];
}

export const vaultOptions = z.strictObject({
  writers: z.array(objectId(), 'must be a list of object ids').default([]),
  readers: z.array(objectId(), 'must be a list of object ids').default([]),
  tenantReaders: z
    .record(
      z.string(),
      z.array(objectId(), 'must be a list of object ids'),
      'must map slugs of tenants to lists of object ids',
    )
    .default({}),
  softDeleteRetentionDays: wholeNumber(7, 90).default(30),
  allowedAddresses: z.array(addressRange(), 'must be a list of address ranges').default([]),
});
