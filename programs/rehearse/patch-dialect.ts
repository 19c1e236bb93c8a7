import { type Json } from './target-path';

/**
 * The form of Entra's PATCH requests. `legacy`: one operation per attribute. `flag`: requests follow the RFC, because
 * the tenant URL contains `?aadOptscim062020`.
 */
export type Dialect = 'flag' | 'legacy';

/** An attribute that must change in the service. */
export interface AttributeChange {
  readonly target: string;
  readonly value: string;

  /**
   * Whether the attribute already has a value in the service. If it has a value, Entra sends the operation Replace. If
   * it has no value, Entra sends Add.
   */
  readonly replaces: boolean;
}

const PATCH_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** Converts the value of an attribute to a boolean if the attribute has the type Boolean in Entra's attribute list. */
export function typedValue(target: string, value: string): string | boolean {
  return target === 'active' || target.endsWith('.primary') ? value.toLowerCase() === 'true' : value;
}

/** The body of a PATCH request that makes the changes. */
export function patchBody(changes: readonly AttributeChange[], dialect: Dialect): Json {
  return { schemas: [PATCH_SCHEMA], Operations: dialect === 'legacy' ? legacy(changes) : withFlag(changes) };
}

function legacy(changes: readonly AttributeChange[]): Json[] {
  return changes.map(({ target, value, replaces }) => ({ op: replaces ? 'Replace' : 'Add', path: target, value }));
}

/**
 * Creates the operations of a PATCH request. Each path with brackets gets an operation of its own. All other changes
 * share one operation, and their paths are the keys of its value.
 */
function withFlag(changes: readonly AttributeChange[]): Json[] {
  const [bracketed, plain] = [
    changes.filter(({ target }) => target.includes('[')),
    changes.filter(({ target }) => !target.includes('[')),
  ];
  const operations: Json[] = bracketed.map(({ target, value, replaces }) => ({
    op: replaces ? 'replace' : 'add',
    path: target,
    value: typedValue(target, value),
  }));
  if (plain.length > 0) {
    const value = Object.fromEntries(plain.map(({ target, value: text }) => [target, typedValue(target, text)]));
    operations.push({ op: 'replace', value });
  }
  return operations;
}

/** The body of a PATCH request that adds one member to a group or removes one from it. */
export function memberBody(action: 'add' | 'remove', id: string, dialect: Dialect): Json {
  const operation =
    dialect === 'legacy'
      ? { op: action === 'add' ? 'Add' : 'Remove', path: 'members', value: [{ $ref: null, value: id }] }
      : action === 'add'
        ? { op: 'add', path: 'members', value: [{ value: id }] }
        : { op: 'remove', path: `members[value eq "${id}"]` };
  return { schemas: [PATCH_SCHEMA], Operations: [operation] };
}
