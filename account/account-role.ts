/** A role that a user has in the product's account. A user has at most one account role. */
export interface AccountRole {
  /** Key of the role in SCIM requests and in the database, for example `account_reviewer`. */
  readonly value: string;

  /** Name that admins see in Entra and in the product, for example `Account Reviewer`. */
  readonly displayName: string;

  /** What the role allows, in one sentence for the admin who assigns it. */
  readonly description: string;
}

/** The account roles that every tenant may use, in the order in which lists show them. */
export const STANDARD_ACCOUNT_ROLES = [
  {
    value: 'account_administrator',
    displayName: 'Account Administrator',
    description: 'Manages the whole account: users, billing, destinations and connections.',
  },
  {
    value: 'account_analyst',
    displayName: 'Account Analyst',
    description: 'Creates and changes connections and transformations.',
  },
  { value: 'account_billing', displayName: 'Account Billing', description: 'Sees usage and manages billing.' },
  {
    value: 'account_reviewer',
    displayName: 'Account Reviewer',
    description: 'Sees the whole account, changes nothing.',
  },
  {
    value: 'destination_creator',
    displayName: 'Destination Creator',
    description: 'Adds destinations to the account and manages those it added.',
  },
] as const satisfies readonly AccountRole[];

/**
 * Converts a display name to a role's key: lower case, with underscores between words.
 *
 * Entra identifies an app role by its display name, so the key must be derivable from that name.
 */
export function roleValue(displayName: string): string {
  return displayName
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '_');
}

/**
 * Whether a role with this name applies to a single destination or connection.
 *
 * Such roles are assigned in the product itself. Over SCIM, a user can get only a role for the whole account. Despite
 * its name, `destination_creator` is a role for the whole account.
 */
export function isResourceRole(name: string): boolean {
  const value = roleValue(name);
  return /^(destination|connector|connection|transformation)_/.test(value) && value !== 'destination_creator';
}

/**
 * Whether a role with this name comes from Entra's application template.
 *
 * The template's roles `User` and `msiam_access` only mean that somebody is assigned to the application. They do not
 * stand for a role in the product's account.
 */
export function isTemplateRole(name: string): boolean {
  return ['user', 'msiam_access'].includes(roleValue(name));
}
