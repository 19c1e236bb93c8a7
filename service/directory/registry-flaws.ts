import type { z } from 'zod';

/**
 * Describes the errors in a tenant registry for an operator: the tenant, the key, the value, and the allowed values.
 * Values that may be secrets are left out.
 *
 * @param data the registry as it was read.
 */
export function registryFlaws(error: z.ZodError, data: unknown): string[] {
  return error.issues.map((issue) => {
    const keys = issue.path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`));
    const isOfTenant = issue.path[0] === 'tenants' && issue.path.length > 1;
    const [owner, key] = isOfTenant ? [`tenant ${tenantName(data, issue.path[1])}`, keys.slice(2)] : ['', keys];
    const place = [owner, key.join('').replace(/^\./, '')].filter((part) => part !== '').join(', ');
    return `${place === '' ? '' : `${place}: `}${complaint(issue, valueAt(data, issue.path))}`;
  });
}

type Issue = z.core.$ZodIssue;

function complaint(issue: Issue, value: unknown): string {
  if (issue.code === 'unrecognized_keys') return `contains the unknown key ${quoted(issue.keys)}; remove it`;
  const message = issue.message.startsWith('must') ? issue.message : 'must be a map';
  if (value === undefined) return `is missing; ${message}`;
  return issue.path.some((step) => SECRETIVE.has(step)) ? message : `${message}; got ${shown(value)}`;
}

/**
 * Keys whose values never appear in a message, because a value may be a secret, or a URL that contains one. This also
 * applies to all values nested below these keys.
 */
const SECRETIVE: ReadonlySet<PropertyKey> = new Set([
  'authorization',
  'readers',
  'secrets',
  'signing',
  'tokens',
  'url',
]);

/** How a message names a tenant: by its slug or, without one, by its position in the list, counted from 1. */
function tenantName(data: unknown, index: PropertyKey | undefined): string {
  const slug = valueAt(data, ['tenants', index ?? 0, 'slug']);
  return typeof slug === 'string' && slug !== '' ? `'${slug}'` : `no. ${Number(index) + 1}`;
}

function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'a map' : String(value);
}

function quoted(keys: readonly string[]): string {
  return keys.map((key) => `'${key}'`).join(', ');
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) => (value as Record<PropertyKey, unknown> | null | undefined)?.[step],
    data,
  );
}
