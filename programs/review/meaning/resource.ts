import type { Masks } from '../masking/mask';
import type { Change } from '../plan/change';
import type { Plan } from '../plan/plan';

import type { Consequence } from './consequence';
import type { Finding } from './finding';
import type { GeneralKind } from './general';
import type { Watch } from './watch';

/** A noun that plans change: the Terraform types that make it up, and where their changes lead. */
export interface Noun<Kind extends string> {
  readonly consequences: Readonly<Record<Kind, Consequence>>;
  readonly types: Readonly<Record<string, Resource<GeneralKind | Kind>>>;
}

/** @param types may name no consequence but these and the general ones. */
export function noun<Kind extends string>(
  consequences: Readonly<Record<Kind, Consequence>>,
  types: Readonly<Record<string, Resource<GeneralKind | NoInfer<Kind>>>>,
): Noun<Kind> {
  return { consequences, types };
}

/** What a review knows about a Terraform type. */
export interface Resource<Kind extends string = string> {
  /** What people call it. */
  readonly noun: string;

  /**
   * Attribute that names one of them.
   *
   * @default `name` or `display_name`, where it is shown.
   */
  readonly label?: string;

  /** Paths of the attributes that may be shown as they are: the allow-list. Some of them are watched. */
  readonly shown: readonly (string | Watch<Kind>)[];

  /** Further attributes that may be read to say what a change means, but are not shown. */
  readonly read?: readonly (string | Watch<Kind>)[];

  /** Attributes that follow from others, so that a change of them says nothing more. */
  readonly derived?: readonly string[];

  readonly masks?: Masks;

  /** What it means when one comes, changes or goes, where that has a consequence of its own. */
  readonly created?: Kind;
  readonly changed?: Kind;
  readonly destroyed?: Kind;

  /** @default what it means when one is destroyed. */
  readonly replaced?: Kind;

  /** @default that Terraform no longer manages it, and nothing changes. */
  readonly forgotten?: Kind;

  /** Changes outside of Terraform that are no drift: our own steps make them, or another resource is mirrored. */
  readonly expectedDrift?: readonly ExpectedDrift[];

  /**
   * What a change means, where its attributes alone do not show it.
   *
   * @default what `around.general()` finds.
   */
  explain?(change: Change, around: Around<Kind>): Finding<Kind>[];
}

/** What is around a change that is explained. */
export interface Around<Kind extends string> {
  readonly plan: Plan;

  /** All changes that are explained together. */
  readonly changes: readonly Change[];

  /** What people call the resource: `service acme-scim`. */
  readonly what: string;

  /** `told`, and what the type and the attributes add to it. */
  general(told?: readonly Finding<Kind>[]): Finding<Kind>[];
}

/** Attributes that change by themselves after a deployment, and whether this change is of that sort. */
export interface ExpectedDrift {
  readonly paths: readonly string[];

  /** @default always. */
  isExpected?(drift: Change, plan: Plan): boolean;
}

/** What people would call a resource: `service acme-scim`. */
export function describe(change: Change, resource: Resource | undefined): string {
  if (!resource) return change.address;
  const label = labelOf(change, resource);
  return label === undefined ? resource.noun : `${resource.noun} ${label}`;
}

/** The name of a resource among others of its type. Undefined where the type has none. */
export function labelOf({ before, after }: Change, resource: Resource | undefined): string | undefined {
  const named = (name: string) =>
    resource?.shown.some((entry) => (typeof entry === 'string' ? entry : entry.path) === name);
  const label = resource?.label ?? ['name', 'display_name'].find(named);
  return label === undefined ? undefined : (after.text(label) ?? before.text(label));
}
