import type { Attribute } from './attribute';
import { type AttributePath, renderPath } from './attribute-path';
import type { Filter } from './filter';
import type { JsonObject } from './json';
import type { Profile } from './profile';
import { readElement } from './read-value';

/**
 * The element that a filter in brackets describes, with the values of the filter's `eq` conditions. The values are
 * checked like those of an element in a request body, because the element may have to be created. Undefined unless the
 * filter consists only of `eq` conditions that must all be met.
 *
 * @throws {ScimError} 400 `invalidValue` when an element may not have these values.
 */
export function describedElement(
  attribute: Attribute,
  filter: Filter,
  path: AttributePath,
  profile: Profile,
): JsonObject | undefined {
  const said = saidBy(filter);
  const name = renderPath({ ...path, subAttribute: undefined });
  return said && ((readElement(attribute, said, name, profile) ?? {}) as JsonObject);
}

function saidBy(filter: Filter): JsonObject | undefined {
  if (filter.kind === 'and') {
    const parts = filter.filters.map(saidBy);
    return parts.every((part) => part !== undefined) ? (Object.assign({}, ...parts) as JsonObject) : undefined;
  }
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || filter.value === null) return undefined;
  const { attribute } = filter.path;
  return attribute && { [attribute.name]: filter.value };
}
