import type { AccountChanges } from '../directory/account-changes';

/** One change as the provisioning log holds it, which events are made of. */
export interface HistoryRow {
  /** The row's place among those of its tenant: without gaps, from 1, in the order in which events are told. */
  readonly position: number;

  /** Id of the row in the log. */
  readonly id: string;

  readonly at: Date;

  /** Id of the request that made the change. All rows of a request have the same. */
  readonly requestId: string;

  readonly tokenId: string;
  readonly action: 'change' | 'create' | 'delete' | 'restore';
  readonly resourceType: 'Group' | 'User';
  readonly resourceId: string;

  /** The userName or displayName after the change, or the last one. Undefined once a person has been forgotten. */
  readonly name: string | undefined;

  readonly externalId: string | undefined;

  /** The resource's version after the change, or its last one. */
  readonly version: number;

  /** Names of the attributes that changed. */
  readonly attributes: readonly string[];

  /** Values before and after, of those attributes that the log keeps values of. */
  readonly changes: AccountChanges;
}
