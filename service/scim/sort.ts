import { subAttribute } from './attribute';
import { type AttributePath, isUrlOfOurs } from './attribute-path';
import { ScimError } from './error';
import { readText } from './read-parameter';
import type { ResourceType } from './resource-type';
import { sent } from './sent-value';

/** The order in which a client wants the results (RFC 7644 §3.4.2.3). */
export interface Sort {
  /**
   * The value to sort by. A multi-valued attribute is sorted by its primary element or, if none is primary, by its
   * first.
   */
  readonly path: AttributePath;

  /** Resources without a value come last in ascending order, and first in descending order. */
  readonly descending: boolean;
}

/** @throws {ScimError} 400 for an unknown attribute or order. */
export function readSort(
  type: ResourceType,
  { sortBy, sortOrder }: { readonly sortBy?: unknown; readonly sortOrder?: unknown },
): Sort | undefined {
  const name = readText('sortBy', sortBy);
  const order = readText('sortOrder', sortOrder)?.toLowerCase() ?? 'ascending';
  if (order !== 'ascending' && order !== 'descending') {
    throw ScimError.badRequest('invalidValue', `sortOrder must be ascending or descending; got '${sent(order)}'`);
  }
  if (name === undefined) return undefined;

  const path = type.paths.get(name.toLowerCase());
  const complex = path?.attribute?.type === 'complex' && !path.subAttribute ? path.attribute : undefined;
  const value = complex && subAttribute(complex, 'value');
  const isShown = path?.attribute && path.attribute.returned !== 'never' && !isUrlOfOurs(path);
  if (!isShown || (complex && !value)) {
    throw ScimError.badRequest('invalidPath', `sortBy must name an attribute with a value; got '${sent(name)}'`);
  }
  return { path: value ? { ...path, subAttribute: value } : path, descending: order === 'descending' };
}
