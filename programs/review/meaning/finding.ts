import type { AttributeChange, Change } from '../plan/change';

/** One effect of a plan that a reviewer should know. */
export interface Finding<Kind extends string = string> {
  /** Name of its consequence: `vault-public`. */
  readonly kind: Kind;

  /** Resource that changes. Empty for the plan as a whole. */
  readonly address: string;

  /** The people affected and how, in a few words: `Finance (group) loses account_reviewer`. */
  readonly what: string;

  /**
   * The same, in short, for the line about the whole plan: `account_reviewer`. Omitted if the kind alone says enough.
   */
  readonly subject?: string;

  /**
   * A clause for the line about the whole plan, instead of the kind's title. Empty if another finding covers this one.
   */
  readonly brief?: string;

  /** Changed attributes that may be shown. */
  readonly attributes?: readonly AttributeChange[];

  /** Names of changed attributes that may not be shown. */
  readonly unshown?: readonly string[];

  /** Paths of attributes whose change this covers, even if it may not show their values. */
  readonly tells?: readonly string[];

  /** The attribute that forces a replacement, or the reason for a removal. */
  readonly because?: string;
}

/** A finding whose resource is not set yet. */
export type Unplaced<Kind extends string = string> = Omit<Finding<Kind>, 'address'>;

/** Why Terraform does not simply change the resource in place. */
export function becauseOf({ forcedBy, because }: Pick<Change, 'forcedBy'> & Partial<Change>): string | undefined {
  return forcedBy.length > 0 ? `forced by ${forcedBy.join(', ')}` : because;
}
