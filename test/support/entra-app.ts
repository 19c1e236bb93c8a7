import { TerraformVariable } from 'cdktf';
import type { Construct } from 'constructs';

import { EnterpriseApp, type EnterpriseAppProps } from '../../constructs/entra/enterprise-app';
import { type AppRole, appRoleId } from '../../entra/app-role';

export const DIRECTORY_ID = '8d1cbd34-6c1f-4d2a-9c53-0c3a7f1f2b90';

export const REVIEWER: AppRole = role('account_reviewer', 'Account Reviewer');
export const STEWARD: AppRole = role('data_steward', 'Data Steward');

export function role(value: string, displayName: string): AppRole {
  return { id: appRoleId('contoso', value), value, displayName, description: `May do what ${displayName} does.` };
}

/** A valid application, with a test's overrides. */
export function enterpriseApp(scope: Construct, overrides: Partial<EnterpriseAppProps> = {}): EnterpriseApp {
  return new EnterpriseApp(scope, 'App', {
    displayName: 'Contoso workspace',
    directoryId: DIRECTORY_ID,
    roles: [REVIEWER, STEWARD],
    ...overrides,
  });
}

/** A reference to a secret, the form in which constructs get tokens. */
export function secretReference(scope: Construct): string {
  return new TerraformVariable(scope, 'token', { type: 'string', sensitive: true }).stringValue;
}
