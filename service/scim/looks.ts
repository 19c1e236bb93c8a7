import { ScimError } from './error';
import type { Filter } from './filter';
import { isObject } from './json';
import type { PatchOperation } from './patch-operation';
import type { Attributes } from './resource';

/**
 * Maximum number of values that the operations of one request may read: a hundred times what clients need, but few
 * enough to read in 0.1 seconds.
 */
const LOOKS_MAX = 100_000;

/**
 * Number of characters of a string that count as one value, because comparing them takes as long as comparing one short
 * value.
 */
const CHARACTERS_PER_LOOK = 100;

/**
 * Counts the values that the operations of a request read. Each operation reads all values of its list, and reads them
 * again for each condition in its brackets. The numbers of operations, values and conditions are each limited, but in
 * combination they may still take a long time to process, and no other request is answered during that time. A long
 * string counts as several values.
 */
export class Looks {
  #count = 0;

  /**
   * Counts the values that an operation reads.
   *
   * @param attributes the attributes before the operation.
   * @throws {ScimError} 400 `tooMany` when the limit is exceeded.
   */
  add(attributes: Attributes, { path: { extension, attribute }, filter }: PatchOperation): void {
    const holder = extension ? attributes[extension.id] : attributes;
    const list = attribute?.multiValued && isObject(holder) ? holder[attribute.name] : undefined;
    if (!Array.isArray(list)) return;
    this.#count += list.reduce<number>((sum, element) => sum + looksAt(element), 0) * (1 + conditionsOf(filter));
    if (this.#count <= LOOKS_MAX) return;
    throw ScimError.badRequest(
      'tooMany',
      `the operations read more than ${LOOKS_MAX} values: each one all of ${attribute?.name}, and again for each ` +
        'condition in brackets; send fewer operations or conditions, or one operation with a list of values',
    );
  }
}

function looksAt(element: unknown): number {
  let characters = 0;
  for (const part of isObject(element) ? Object.values(element) : [element]) {
    if (typeof part === 'string') characters += part.length;
  }
  return 1 + Math.floor(characters / CHARACTERS_PER_LOOK);
}

function conditionsOf(filter: Filter | undefined): number {
  switch (filter?.kind) {
    case undefined:
      return 0;
    case 'and':
    case 'or':
      return filter.filters.reduce((sum, part) => sum + conditionsOf(part), 0);
    case 'not':
    case 'element':
      return conditionsOf(filter.filter);
    case 'compare':
    case 'present':
      return 1;
  }
}
