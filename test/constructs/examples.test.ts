import * as dataKeyVault from '@cdktf/provider-azurerm/lib/data-azurerm-key-vault';
import * as resourceGroup from '@cdktf/provider-azurerm/lib/resource-group';
import * as userAssignedIdentity from '@cdktf/provider-azurerm/lib/user-assigned-identity';
import * as cdktf from 'cdktf';
import type { Construct } from 'constructs';

import * as constructs from '../../constructs';
import { compile, exampleModule, Library, run } from '../support/library';
import { schemaComplaints } from '../support/provider-schemas';
import { synth } from '../support/synth';

const library = new Library('constructs/index.ts');

/** External modules that examples import, with the imported names. */
const MODULES: Readonly<Record<string, object>> = {
  'entra-scim/constructs': constructs,
  cdktf,
  '@cdktf/provider-azurerm/lib/data-azurerm-key-vault': dataKeyVault,
  '@cdktf/provider-azurerm/lib/resource-group': resourceGroup,
  '@cdktf/provider-azurerm/lib/user-assigned-identity': userAssignedIdentity,
};

/** A type of resource that each example must define. */
const MADE: Readonly<Record<string, string>> = {
  Directory: 'data.azuread_group',
  ConsoleApp: 'azuread_application_identifier_uri',
  EnterpriseApp: 'azuread_application',
  RoleAssignments: 'azuread_app_role_assignment',
  ScimProvisioning: 'azuread_synchronization_job',
  WebSignIn: 'azuread_application_redirect_uris',
  CustomDomain: 'azurerm_container_app_custom_domain',
  DeployStep: 'terraform_data',
  ImageRegistry: 'azurerm_user_assigned_identity',
  MigrationJob: 'azurerm_container_app_job',
  Monitoring: 'azurerm_log_analytics_workspace',
  ScimCluster: 'azurerm_resource_group_template_deployment',
  ScimDatabase: 'azurerm_postgresql_flexible_server',
  ScimEnvironment: 'azurerm_container_app_environment',
  ScimNetwork: 'azurerm_virtual_network',
  ScimService: 'azurerm_container_app',
  ServiceSecrets: 'azurerm_key_vault_secret',
  TokenVault: 'azurerm_key_vault',
  VaultCertificate: 'azurerm_container_app_environment_certificate',
};

/** The names of an example and of the examples that it builds on, bases first. */
function withBases(name: string, before: readonly string[] = []): string[] {
  const text = library.examples.get(name) ?? '';
  const bases = [...library.examples].filter(
    ([other, example]) =>
      other !== name &&
      [...example.matchAll(/^const (\w+)/gm)].some(([, made = '']) => new RegExp(`\\b${made}\\b(?!:)`).test(text)),
  );
  const found = bases.reduce(
    (all, [base]) => (all.includes(base) ? all : [...all, ...withBases(base, all)]),
    [...before],
  );
  return [...new Set([...found.slice(before.length), name])];
}

/** Source of a module whose function `define` defines an example's resources in a stack, which is its `this`. */
function moduleOf(name: string): string {
  const body = withBases(name).flatMap((each) => library.examples.get(each) ?? []);
  return exampleModule(body, MODULES, [`export function define(this: import('cdktf').TerraformStack): void {`, '}']);
}

describe('entra-scim/constructs', () => {
  test('says what applies when an optional prop is left out', () => {
    expect(library.withoutDefault).toEqual([]);
  });

  test('has an example for every construct', () => {
    expect(Object.keys(MADE).sort()).toEqual([...library.classes].sort());
    expect(library.classes.filter((name) => !library.examples.get(name)?.includes(`new ${name}(this, '`))).toEqual([]);
  });

  test('shows examples that compile', () => {
    const texts = new Map(library.classes.map((name) => [name, moduleOf(name)]));
    const complaints = compile(texts, { 'entra-scim/constructs': 'constructs/index.ts' });

    expect(complaints).toEqual([]);
  });

  test.each(Object.entries(MADE))('shows with %s an example that makes %s, as the providers know it', (name, type) => {
    const { define } = run(moduleOf(name), MODULES);

    const { json } = synth((scope) => {
      (define as (this: Construct) => void).call(scope);
    });

    const [kind, made = kind] = type.split('.');
    expect(Object.keys({ ...json.resource, ...json.data })).toContain(made);
    expect(schemaComplaints(json)).toEqual([]);
  });
});
