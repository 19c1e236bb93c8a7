import { ContainerApp } from '@cdktf/provider-azurerm/lib/container-app';
import { ContainerAppJob } from '@cdktf/provider-azurerm/lib/container-app-job';
import type { Construct } from 'constructs';

import type { ScimServiceProps } from '../../../constructs/azure/scim-service';
import { IMAGE, service } from '../../support/azure';
import { schemaComplaints } from '../../support/provider-schemas';
import { synth } from '../../support/synth';

const define =
  (overrides: Partial<ScimServiceProps> = {}) =>
  (scope: Construct) =>
    service(scope, overrides);

describe('ScimService', () => {
  test('is reachable from the internet over TLS alone', () => {
    expect(synth(define()).only(ContainerApp)['ingress']).toMatchObject({
      external_enabled: true,
      allow_insecure_connections: false,
      target_port: 8080,
    });
  });

  test('keeps a replica running, so that a request of Entra never waits for a start', () => {
    expect(synth(define()).only(ContainerApp)['template']).toMatchObject({ min_replicas: 1, max_replicas: 4 });
    expect(synth(define({ replicasMin: 2, replicasMax: 8 })).only(ContainerApp)['template']).toMatchObject({
      min_replicas: 2,
      max_replicas: 8,
    });
  });

  test('serves with one identity and migrates with another', () => {
    const stack = synth(define());

    expect(stack.only(ContainerApp)['identity']).toMatchObject({
      identity_ids: ['${azurerm_user_assigned_identity.runtime.id}'],
    });
    expect(stack.only(ContainerAppJob)['identity']).toMatchObject({
      identity_ids: ['${azurerm_user_assigned_identity.migrator.id}'],
    });
  });

  test('asks an Azure registry with its identities, and a public one with none', () => {
    const image = IMAGE.replace('ghcr.io/acme', 'acme.azurecr.io');
    const azure = synth(define({ image }));

    expect(azure.only(ContainerApp)['registry']).toEqual([
      { server: 'acme.azurecr.io', identity: '${azurerm_user_assigned_identity.runtime.id}' },
    ]);
    expect(azure.only(ContainerAppJob)['registry']).toEqual([
      { server: 'acme.azurecr.io', identity: '${azurerm_user_assigned_identity.migrator.id}' },
    ]);
    expect(synth(define()).only(ContainerApp)['registry']).toEqual([]);
  });

  test('stands on the database and on who may sign in to it', () => {
    const dependencies = synth(define()).only(ContainerApp)['depends_on'] as string[];

    expect(dependencies.map((address) => address.split('.')[0])).toEqual([
      'azurerm_postgresql_flexible_server_database',
      'azurerm_postgresql_flexible_server_active_directory_administrator',
      'azurerm_container_app_job',
    ]);
  });

  test('writes only what the providers know', () => {
    expect(schemaComplaints(synth(define()).json)).toEqual([]);
  });

  test('fails with every complaint at once', () => {
    const props = { name: 'x'.repeat(33), image: 'ghcr.io/acme/entra-scim:latest', replicasMin: 5 };

    expect(() => synth(define(props))).toThrow(
      /'name' must have at most 32.*\n.*'image' must name a digest.*\n.*'replicasMin' must not exceed 'replicasMax'; got 5 and 4/,
    );
  });
});
