import { escapeIdentifier } from 'pg';

/** Schema that holds all tables. */
export const SCHEMA = 'scim';

/** Role under which requests are served: it owns nothing and cannot bypass row-level security. */
export const RUNTIME_ROLE = 'scim_runtime';

/** A table of the schema, ready to stand in a statement. */
export function qualifiedName(table: string): string {
  return `${SCHEMA}.${escapeIdentifier(table)}`;
}
