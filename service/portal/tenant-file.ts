import { roleValue, STANDARD_ACCOUNT_ROLES } from '../../account/account-role';

import type { Account } from './account';

/**
 * A tenant file for `entra-scim`, for admins who manage their directory as code. The file declares what the tenant
 * needs in Entra. It names this service as the external target.
 */
export function tenantFile({ tenant: { slug, roles }, tenantUrl }: Account): string {
  const standard = STANDARD_ACCOUNT_ROLES.filter(({ value }) => roles.values.includes(value));
  const own = roles.catalogue.filter((role) => !standard.some(({ value }) => value === role.value));
  const custom = own.map(({ value, displayName }) => {
    const given = value === roleValue(displayName) ? '' : `value: ${quoted(value)}, `;
    return `    - { displayName: ${quoted(displayName)}, ${given}description: ${quoted(`${displayName} of the account.`)} }`;
  });
  return [
    `# Save as config/tenants/${slug}.yaml in a repository that \`npx entra-scim init\` made.`,
    `# Replace the id of your directory, and set TF_VAR_${variableOf(slug)} to the token when you deploy.`,
    `slug: ${slug}`,
    'entraTenantId: <your directory (tenant) id>',
    `displayName: ${quoted(slug)} # the name that admins see in Entra`,
    'roles:',
    `  standard: [${standard.map(({ value }) => value).join(', ')}]`,
    ...(custom.length > 0 ? ['  custom:', ...custom] : []),
    'assignments: [] # for example { group: Data Analysts, role: account_analyst }',
    'target:',
    `  tenantUrl: ${quoted(tenantUrl)}`,
    `  tokenVariable: ${variableOf(slug)}`,
    '',
  ].join('\n');
}

function variableOf(slug: string): string {
  return `${slug.replaceAll('-', '_')}_scim_token`;
}

/** Quotes a string for YAML, in JSON syntax, which is valid YAML for every string. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
