import type { Request } from './removal-order';
import type { Stage } from './stage';
import type { TenantFile } from './tenant-file';

/** One change that an operator makes to a tenant. */
export interface Change {
  readonly title: string;

  /** The tenant's file after the change. */
  readonly file: TenantFile;

  /** Whether the change includes a new token, the only one that the SCIM service then accepts. */
  readonly newToken?: boolean;

  /** A change that an admin makes in the portal beforehand. Terraform must not undo it. */
  readonly inPortal?: (stage: Stage) => void;

  /** The changes that the plan must contain, and no others. */
  readonly plan: readonly string[];

  /** Returns the problems after the change. Empty if there are none. */
  readonly flaws: (stage: Stage, requests: readonly Request[]) => readonly string[];
}

/** The changes to one tenant, from first to last. Each builds on the previous one. */
export type Life = readonly [Change, ...Change[]];

export function unless(holds: boolean, flaw: string): readonly string[] {
  return holds ? [] : [flaw];
}
