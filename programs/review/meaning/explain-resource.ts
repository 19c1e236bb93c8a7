import type { Kind } from '../consequences/consequences';
import type { AttributeChange, Change } from '../plan/change';
import { resourceType, soundsLikeRights } from '../resources/resource-types';

import { describe, labelOf } from './describe';
import { becauseOf, type Finding } from './finding';
import { findingsOf } from './watch';
import { WATCHES } from './watches';

/**
 * What a change of a resource means, as far as its type and its attributes tell.
 *
 * @param told what is known about the change already.
 */
export function explainResource(change: Change, told: readonly Finding[]): Finding[] {
  const watched = [...told, ...findingsOf(WATCHES[change.type] ?? [], change)];
  if (change.action === 'update') return [...watched, ...remainder(change, watched)];

  const [kind, because] = [kindOf(change), becauseOf(change)];
  const subject = labelOf(change) ?? (UNNAMED.includes(kind) ? describe(change) : undefined);
  const attributes = change.action === 'replace' ? otherAttributes(change, watched) : [];
  const general = {
    kind,
    address: change.address,
    what: describe(change),
    ...(subject === undefined ? {} : { subject }),
    ...(attributes.length === 0 ? {} : { attributes }),
    ...(because === undefined ? {} : { because }),
  };
  return [general, ...watched];
}

/** Kinds whose titles do not tell what kind of resource it is. */
const UNNAMED: readonly Kind[] = [
  'destroyed',
  'replaced',
  'forgotten',
  'unknown-destroyed',
  'unknown-changed',
  'unknown-rights-changed',
];

function kindOf({ type, action }: Change): Kind {
  const known = resourceType(type);
  switch (action) {
    case 'create':
      return known ? (known.created ?? 'created') : unknownKind(type);
    case 'delete':
      return known ? (known.destroyed ?? 'destroyed') : 'unknown-destroyed';
    case 'replace':
      return known ? (known.replaced ?? 'replaced') : 'unknown-destroyed';
    case 'forget':
      return 'forgotten';
    default:
      return 'changed';
  }
}

function unknownKind(type: string): Kind {
  return soundsLikeRights(type) ? 'unknown-rights-changed' : 'unknown-changed';
}

/** What differs besides what was told already. */
function remainder(change: Change, told: readonly Finding[]): Finding[] {
  const known = resourceType(change.type);
  const attributes = otherAttributes(change, told);
  const unshown = change.untold([
    ...[...attributes, ...shownBy(told)].map(({ name }) => name),
    ...told.flatMap(({ tells = [], unshown: hidden = [] }) => [...tells, ...hidden]),
    ...(told.length > 0 ? (known?.derived ?? []) : []),
  ]);
  if (attributes.length + unshown.length === 0 && told.length > 0) return [];
  const kind = known ? (known.changed ?? 'changed') : unknownKind(change.type);
  const subject = UNNAMED.includes(kind) ? { subject: describe(change) } : {};
  return [{ kind, address: change.address, what: describe(change), ...subject, attributes, unshown }];
}

/** What may be shown and differs, and is not shown yet. */
function otherAttributes(change: Change, told: readonly Finding[]): AttributeChange[] {
  const shown = new Set(shownBy(told).map(({ name }) => name));
  return change.attributes().filter(({ name }) => !shown.has(name));
}

function shownBy(findings: readonly Finding[]): AttributeChange[] {
  return findings.flatMap(({ attributes = [] }) => attributes);
}
