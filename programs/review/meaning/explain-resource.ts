import type { AttributeChange, Change } from '../plan/change';

import { becauseOf, type Finding } from './finding';
import type { GeneralKind } from './general';
import { describe, labelOf, type Resource } from './resource';
import { findingsOf } from './watch';

/**
 * Explains a change to a resource by its type and its changed attributes.
 *
 * @param resource the description of the resource's type. Undefined for an unknown type.
 * @param told the findings that have already been made about the change.
 */
export function explainResource<Kind extends string>(
  change: Change,
  resource: Resource<Kind> | undefined,
  told: readonly Finding<Kind>[],
): Finding<GeneralKind | Kind>[] {
  const what = describe(change, resource);
  const watches = [...(resource?.shown ?? []), ...(resource?.read ?? [])].filter((entry) => typeof entry !== 'string');
  const watched = [...told, ...findingsOf(watches, change, what)];
  if (change.action === 'update') return [...watched, ...remainder(change, resource, watched)];

  const kind = kindOf(change, resource);
  const subject = labelOf(change, resource) ?? (UNNAMED.includes(kind) ? what : undefined);
  const attributes = change.action === 'replace' ? otherAttributes(change, watched) : [];
  const general = {
    kind,
    address: change.address,
    what,
    subject,
    attributes,
    because: becauseOf(change),
  };
  return [general, ...watched];
}

/** Kinds of change whose titles do not name the resource type. */
const UNNAMED: readonly string[] = [
  'destroyed',
  'replaced',
  'forgotten',
  'unknown-destroyed',
  'unknown-changed',
  'unknown-rights-changed',
] satisfies GeneralKind[];

function kindOf<Kind extends string>({ type, action }: Change, known: Resource<Kind> | undefined): GeneralKind | Kind {
  switch (action) {
    case 'create':
      return known ? (known.created ?? 'created') : unknownKind(type);
    case 'delete':
      return known ? (known.destroyed ?? 'destroyed') : 'unknown-destroyed';
    case 'replace':
      return known ? (known.replaced ?? known.destroyed ?? 'replaced') : 'unknown-destroyed';
    case 'forget':
      return known?.forgotten ?? 'forgotten';
    default:
      return 'changed';
  }
}

/**
 * Matches resource types that may grant rights: types whose names suggest this, and every type from a provider whose
 * resources can be any directory object.
 */
const RIGHTS =
  /^(azuread|azapi|msgraph)_|(^|_)(access|admin|administrator|consent|grant|iam|member|members|membership|permission|permissions|pim|privileged|rbac|role|roles)(_|$)/;

/**
 * The kind of a change to a resource of an unknown type. The kind depends on whether the type's name suggests that
 * resources of the type grant rights.
 */
function unknownKind(type: string): GeneralKind {
  return RIGHTS.test(type) ? 'unknown-rights-changed' : 'unknown-changed';
}

/** Reports the differences that no finding covers yet. */
function remainder<Kind extends string>(
  change: Change,
  known: Resource<Kind> | undefined,
  told: readonly Finding[],
): Finding<GeneralKind | Kind>[] {
  const what = describe(change, known);
  const attributes = otherAttributes(change, told);
  const unshown = change.untold([
    ...[...attributes, ...shownBy(told)].map(({ name }) => name),
    ...told.flatMap(({ tells = [], unshown: hidden = [] }) => [...tells, ...hidden]),
    ...(told.length > 0 ? (known?.derived ?? []) : []),
  ]);
  if (attributes.length + unshown.length === 0 && told.length > 0) return [];
  const kind = known ? (known.changed ?? 'changed') : unknownKind(change.type);
  const subject = UNNAMED.includes(kind) ? what : undefined;
  return [{ kind, address: change.address, what, subject, attributes, unshown }];
}

/** The differences that may be shown but that no finding shows yet. */
function otherAttributes(change: Change, told: readonly Finding[]): AttributeChange[] {
  const shown = new Set(shownBy(told).map(({ name }) => name));
  return change.attributes().filter(({ name }) => !shown.has(name));
}

function shownBy(findings: readonly Finding[]): AttributeChange[] {
  return findings.flatMap(({ attributes = [] }) => attributes);
}
