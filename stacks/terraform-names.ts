import { TerraformElement, type TerraformStack } from 'cdktf';
import type { Node } from 'constructs';

/**
 * Names that resources have in the state of a stack, where they are another than CDKTF makes of the path of a construct.
 *
 * They are a promise: under another name Terraform would delete what is deployed, and make it again.
 *
 * @param path of a construct within the stack, for example `App/Application`.
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

/** Names in a tenant's stack: fixed ones, and for principals those that follow from how they are written. */
export const tenantStackNames: TerraformNames = (path) =>
  TENANT[path] ?? /^(?:App\/Directory|Assignments)\/([^/]+)$/.exec(path)?.[1];

/** Names in the platform's stack: a secret and what it is made of are called as the vault calls them. */
export const platformStackNames: TerraformNames = (path) =>
  /^Tokens\/(scim-token-.+-\d+|registry-password)(?:-secret)?$/.exec(path)?.[1];

/** The name of a construct in the state of its stack. Undefined where it follows from the path. */
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
