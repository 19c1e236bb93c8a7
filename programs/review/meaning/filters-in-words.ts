import { isObject, type Json } from '../plan/terraform-plan';

/** `Staff: department EQUALS Sales` for each filter, of which one has to hold. */
export function filtersInWords(filters: Json | undefined, objects: 'groups' | 'users'): string[] {
  const list = isObject(filters) ? filters[objects] : undefined;
  if (!Array.isArray(list)) return [];
  return (list as Json[]).filter(isObject).map(({ name, clauses }) => {
    const rules = Array.isArray(clauses) ? (clauses as Json[]).filter(isObject) : [];
    const words = rules.map(({ attribute, operator, value }) => inWords(attribute, operator, value));
    return `${inWords(name)}: ${words.join(' and ')}`;
  });
}

function inWords(...parts: readonly (Json | undefined)[]): string {
  return parts.filter((part) => typeof part === 'string' || typeof part === 'number').join(' ');
}
