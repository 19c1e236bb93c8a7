import type { AttributeChange, Change } from '../plan/change';

/** One effect of a plan that a reviewer should know. */
export interface Finding<Kind extends string = string> {
  /** Key of the finding's consequence, such as `vault-public`. */
  readonly kind: Kind;

  /** Address of the resource that changes. Empty if the finding concerns the plan as a whole. */
  readonly address: string;

  /** The effect in a few words, with the affected principal or resource: `Finance (group) loses account_reviewer`. */
  readonly what: string;

  /**
   * A shorter form of `what`, for the one-line summary of the plan: `account_reviewer`. Omitted if the kind alone says
   * enough.
   */
  readonly subject?: string;

  /**
   * A clause for the one-line summary of the plan, in place of the kind's title. Empty if another finding already
   * covers this finding.
   */
  readonly brief?: string;

  /** Changed attributes that may be shown. */
  readonly attributes?: readonly AttributeChange[];

  /** Names of changed attributes whose values must not be shown. */
  readonly unshown?: readonly string[];

  /**
   * Paths of the attributes whose changes this finding covers. The paths may include those of attributes whose values
   * must not be shown.
   */
  readonly tells?: readonly string[];

  /** The attribute that forces a replacement, or the reason for a removal. */
  readonly because?: string;
}

/** A finding without the address of its resource. */
export type Unplaced<Kind extends string = string> = Omit<Finding<Kind>, 'address'>;

/** The reason why Terraform does not change a resource in place, but replaces or removes it. */
export function becauseOf({ forcedBy, because }: Pick<Change, 'forcedBy'> & Partial<Change>): string | undefined {
  return forcedBy.length > 0 ? `forced by ${forcedBy.join(', ')}` : because;
}
