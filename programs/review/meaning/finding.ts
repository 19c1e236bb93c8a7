import type { AttributeChange, Change } from '../plan/change';

/** One thing that a plan does and that a reviewer should know. */
export interface Finding<Kind extends string = string> {
  /** Names the consequence that it has: `vault-public`. */
  readonly kind: Kind;

  /** Resource that changes. Empty for the plan as a whole. */
  readonly address: string;

  /** What happens to whom, in a few words: `Finance (group) loses account_reviewer`. */
  readonly what: string;

  /** The same for the line about the whole plan: `account_reviewer`. Left out where the kind alone says enough. */
  readonly subject?: string;

  /** A clause for that line instead of the kind's title. Empty where another finding speaks for this one. */
  readonly brief?: string;

  /** Attributes that may be shown and differ. */
  readonly attributes?: readonly AttributeChange[];

  /** Names of attributes that differ and may not be shown. */
  readonly unshown?: readonly string[];

  /** Paths of attributes whose change this covers, though it may not show their values. */
  readonly tells?: readonly string[];

  /** What forces a replacement, or why something goes. */
  readonly because?: string;
}

/** A finding before it is known which resource changes. */
export type Unplaced<Kind extends string = string> = Omit<Finding<Kind>, 'address'>;

/** Why Terraform does not simply change what is there. */
export function becauseOf({ forcedBy, because }: Pick<Change, 'forcedBy'> & Partial<Change>): string | undefined {
  return forcedBy.length > 0 ? `forced by ${forcedBy.join(', ')}` : because;
}
