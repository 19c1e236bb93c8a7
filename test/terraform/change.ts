import type { Request } from './removal-order';
import type { Stage } from './stage';
import type { TenantFile } from './tenant-file';

/** One change to a tenant by an operator. */
export interface Change {
  readonly title: string;

  /** The tenant's file after the change. */
  readonly file: TenantFile;

  /** Whether the SCIM service accepts only a new token after the change. */
  readonly newToken?: boolean;

  /** A change that an admin makes in the portal beforehand, and that nothing may undo. */
  readonly inPortal?: (stage: Stage) => void;

  /** Exactly what the plan must do. */
  readonly plan: readonly string[];

  /** Problems after the change. Empty if there are none. */
  readonly flaws: (stage: Stage, requests: readonly Request[]) => readonly string[];
}

/** The changes to one tenant, from the first to the last. Each builds on the one before. */
export type Life = readonly [Change, ...Change[]];

export function unless(holds: boolean, flaw: string): readonly string[] {
  return holds ? [] : [flaw];
}
