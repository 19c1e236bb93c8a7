import { escapeIdentifier } from 'pg';

/** Schema that holds all tables. */
export const SCHEMA = 'scim';

/** Role that serves requests. It owns nothing and cannot bypass row-level security. */
export const RUNTIME_ROLE = 'scim_runtime';

/** The quoted name of a table with its schema, for use in a statement. */
export function qualifiedName(table: string): string {
  return `${SCHEMA}.${escapeIdentifier(table)}`;
}
