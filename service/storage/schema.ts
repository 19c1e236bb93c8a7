/** Schema that holds all tables. */
export const SCHEMA = 'scim';

/** Role under which requests are served: it owns nothing and cannot bypass row-level security. */
export const RUNTIME_ROLE = 'scim_runtime';
