import type { Request } from './removal-order';
import type { Stage } from './stage';
import type { TenantFile } from './tenant-file';

/** One change of a tenant, as an operator makes it. */
export interface Change {
  readonly title: string;

  /** The tenant's file from then on. */
  readonly file: TenantFile;

  /** Whether the SCIM service takes a new token, and no other, from then on. */
  readonly newToken?: boolean;

  /** What an admin does in the portal before it, and nothing may undo. */
  readonly inPortal?: (stage: Stage) => void;

  /** What the plan has to do, and nothing else. */
  readonly plan: readonly string[];

  /** What is wrong afterwards. Nothing, when it is empty. */
  readonly flaws: (stage: Stage, requests: readonly Request[]) => readonly string[];
}

/** The changes of one tenant, from the first to the last. Each builds on the one before. */
export type Life = readonly [Change, ...Change[]];

export function unless(holds: boolean, flaw: string): readonly string[] {
  return holds ? [] : [flaw];
}
