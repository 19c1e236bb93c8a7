import type { Masks } from '../masking/mask';
import type { Change } from '../plan/change';
import type { Plan } from '../plan/plan';

import type { Consequence } from './consequence';
import type { Finding } from './finding';
import type { GeneralKind } from './general';
import type { Watch } from './watch';

/**
 * A kind of thing that plans change, such as the database or the network. A noun comprises its Terraform types and the
 * consequences of changes to them.
 */
export interface Noun<Kind extends string> {
  readonly consequences: Readonly<Record<Kind, Consequence>>;
  readonly types: Readonly<Record<string, Resource<GeneralKind | Kind>>>;
}

/**
 * Defines how reviews describe one kind of thing, such as a token.
 *
 * @param types descriptions of the Terraform types. They may refer only to the given `consequences` and to the general
 *   consequences.
 */
export function noun<Kind extends string>(
  consequences: Readonly<Record<Kind, Consequence>>,
  types: Readonly<Record<string, Resource<GeneralKind | NoInfer<Kind>>>>,
): Noun<Kind> {
  return { consequences, types };
}

/** The description of a Terraform type, for use in reviews. */
export interface Resource<Kind extends string = string> {
  /** Readable name of the type. */
  readonly noun: string;

  /**
   * Attribute whose value names a resource of this type.
   *
   * @default `name` or `display_name`, if the attribute may be shown.
   */
  readonly label?: string;

  /**
   * The allow-list: paths of the attributes that may be shown. An entry may be a `Watch`, which contains a path and the
   * meaning of a change to the attribute.
   */
  readonly shown: readonly (string | Watch<Kind>)[];

  /** Other attributes that may be read in order to explain a change, but are never shown. */
  readonly read?: readonly (string | Watch<Kind>)[];

  /** Attributes whose values follow from other attributes. A change to them adds no information. */
  readonly derived?: readonly string[];

  readonly masks?: Masks;

  /**
   * Consequences of creating, changing or destroying a resource of this type, if they differ from the general
   * consequences.
   */
  readonly created?: Kind;
  readonly changed?: Kind;
  readonly destroyed?: Kind;

  /**
   * Consequence of replacing a resource of this type.
   *
   * @default the consequence of destroying the resource.
   */
  readonly replaced?: Kind;

  /**
   * Consequence if Terraform only stops managing the resource.
   *
   * @default the general consequence: the resource itself does not change.
   */
  readonly forgotten?: Kind;

  /**
   * Changes made outside Terraform that do not count as drift. Either the deployment itself makes such a change, or the
   * change only mirrors another resource.
   */
  readonly expectedDrift?: readonly ExpectedDrift[];

  /**
   * Explains a change whose meaning does not follow from its attributes alone.
   *
   * @default the findings of `around.general()`.
   */
  explain?(change: Change, around: Around<Kind>): Finding<Kind>[];
}

/** The context in which a change is explained. */
export interface Around<Kind extends string> {
  readonly plan: Plan;

  /** All changes that are explained together. */
  readonly changes: readonly Change[];

  /** Readable name of the resource, for example `service acme-scim`. */
  readonly what: string;

  /**
   * Returns the findings in `told`, and after them the findings that result from the resource's type and attributes.
   */
  general(told?: readonly Finding<Kind>[]): Finding<Kind>[];
}

/** Attributes that change by themselves after a deployment, and a check for such changes. */
export interface ExpectedDrift {
  readonly paths: readonly string[];

  /**
   * Whether a change to these attributes is expected.
   *
   * @default every change to them is expected.
   */
  isExpected?(drift: Change, plan: Plan): boolean;
}

/** Readable name of a resource, for example `service acme-scim`. */
export function describe(change: Change, resource: Resource | undefined): string {
  if (!resource) return change.address;
  const label = labelOf(change, resource);
  return label === undefined ? resource.noun : `${resource.noun} ${label}`;
}

/** Name that distinguishes a resource from others of its type. Undefined if resources of the type have no names. */
export function labelOf({ before, after }: Change, resource: Resource | undefined): string | undefined {
  const named = (name: string) =>
    resource?.shown.some((entry) => (typeof entry === 'string' ? entry : entry.path) === name);
  const label = resource?.label ?? ['name', 'display_name'].find(named);
  return label === undefined ? undefined : (after.text(label) ?? before.text(label));
}
