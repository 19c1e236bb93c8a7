import { TerraformElement, type TerraformStack } from 'cdktf';
import type { Node } from 'constructs';

import { SESSION_SECRET_NAME } from '../microsoft/azure/session-secret-name';
import { parseStreamSecretName } from '../microsoft/azure/stream-secret-name';
import { parseTokenSecretName } from '../microsoft/azure/token-secret-name';

/**
 * Names of resources in a stack's state, if they differ from the names that CDKTF derives from a construct's path.
 *
 * A name must not change. Otherwise Terraform would delete the deployed resource and create a new one.
 *
 * @param path path of a construct within the stack, for example `App/Application`.
 */
export type TerraformNames = (path: string) => string | undefined;

const TENANT: Readonly<Record<string, string>> = {
  'App/Caller': 'caller',
  'App/Application': 'app',
  'App/Protection': 'protection',
  'App/ServicePrincipal': 'app',
  'App/Replicated': 'replicated',
  'Provisioning/Credentials': 'credentials',
  'Provisioning/Job': 'job',
  'Provisioning/Sync/Run': 'sync',
};

/**
 * Names in a tenant's stack. They are fixed, except for principals: a principal's name depends on how the file spells
 * it.
 */
export const tenantStackNames: TerraformNames = (path) =>
  TENANT[path] ?? /^(?:App\/Directory|Assignments)\/([^/]+)$/.exec(path)?.[1];

const CONSOLE: Readonly<Record<string, string>> = {
  'App/Caller': 'caller',
  'App/Application': 'console',
  'App/Identifier': 'console',
  'App/ServicePrincipal': 'console',
  'App/Replicated': 'replicated',
};

/** Names in the console's stack. They follow the same rules as in a tenant's stack. */
export const consoleStackNames: TerraformNames = (path) =>
  CONSOLE[path] ?? /^(?:App\/Directory|Assignments)\/([^/]+)$/.exec(path)?.[1];

const CONSOLE_SIGN_IN: Readonly<Record<string, string>> = {
  'SignIn/RedirectUris': 'console',
  'SignIn/Credential': 'console',
};

/** Names in the stack that lets people sign in to the console. */
export const consoleSignInStackNames: TerraformNames = (path) => CONSOLE_SIGN_IN[path];

/**
 * Names in the platform's stack. The Terraform resources of a token or secret are named after its secret in the vault.
 */
export const platformStackNames: TerraformNames = (path) => {
  const [, name = ''] = /^(?:Tokens|Secrets)\/(.+?)(?:-secret)?$/.exec(path) ?? [];
  if (name === 'registry-password' || name === SESSION_SECRET_NAME) return name;
  return (parseTokenSecretName(name) ?? parseStreamSecretName(name)) === undefined ? undefined : name;
};

/**
 * The name of a construct in the state of its stack. Undefined if the name that CDKTF derives from the path applies.
 */
export function terraformName(
  stack: TerraformStack,
  element: TerraformElement | Node,
  names: TerraformNames,
): string | undefined {
  const { scopes } = element instanceof TerraformElement ? element.node : element;
  return names(
    scopes
      .slice(scopes.indexOf(stack) + 1)
      .map(({ node }) => node.id)
      .join('/'),
  );
}
