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
  test('is reachable from the internet only over TLS', () => {
    expect(synth(define()).only(ContainerApp)['ingress']).toMatchObject({
      external_enabled: true,
      allow_insecure_connections: false,
      target_port: 8080,
    });
  });

  test('keeps a replica running, so that a request from Entra never waits for a cold start', () => {
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

  test('signs in to an Azure registry with its identities, and does not sign in to a public registry', () => {
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

  test('depends on the database and on its logins', () => {
    const dependencies = synth(define()).only(ContainerApp)['depends_on'] as string[];

    expect(dependencies.map((address) => address.split('.')[0])).toEqual([
      'azurerm_postgresql_flexible_server_database',
      'azurerm_postgresql_flexible_server_active_directory_administrator',
      'azurerm_container_app_job',
    ]);
  });

  test('can be limited to some addresses', () => {
    const { ingress } = synth(define({ allowedAddresses: ['20.190.128.0/18', '40.126.0.0/18'] })).only(
      ContainerApp,
    ) as any;

    expect(ingress.ip_security_restriction).toEqual([
      { name: 'allowed-1', action: 'Allow', ip_address_range: '20.190.128.0/18' },
      { name: 'allowed-2', action: 'Allow', ip_address_range: '40.126.0.0/18' },
    ]);
  });

  test('leaves traffic where it is until a new revision passes its gate', () => {
    expect(synth(define()).only(ContainerApp)).toMatchObject({ revision_mode: 'Single' });
    expect(synth(define({ rollout: 'gated' })).only(ContainerApp)).toMatchObject({
      revision_mode: 'Multiple',
      lifecycle: { ignore_changes: ['ingress[0].traffic_weight'] },
    });
  });

  test('offers metrics on a port that the ingress does not expose', () => {
    const { ingress, template } = synth(define()).only(ContainerApp) as any;
    const port = template.container[0].env.find(({ name }: { name: string }) => name === 'METRICS_PORT');

    expect(port.value).not.toBe(String(ingress.target_port));
    expect(JSON.stringify(synth(define({ metrics: false })).only(ContainerApp))).not.toContain('METRICS_PORT');
  });

  test('shows strangers what it can do, unless discovery needs a token', () => {
    const { template } = synth(define({ discovery: 'token' })).only(ContainerApp) as any;

    expect(template.container[0].env).toContainEqual({ name: 'DISCOVERY', value: 'token' });
    expect(JSON.stringify(synth(define()).only(ContainerApp))).not.toContain('DISCOVERY'); // public is the default
  });

  test.each([
    [0.25, '0.5Gi'],
    [1.75, '3.5Gi'],
    [4, '8Gi'],
  ])('pairs %s cores with %s of memory, as shared machines require', (cpu, memory) => {
    const { template } = synth(define({ cpu })).only(ContainerApp) as any;

    expect(template.container[0]).toMatchObject({ cpu, memory });
  });

  test('writes only what the providers accept', () => {
    expect(schemaComplaints(synth(define()).json)).toEqual([]);
  });

  test('fails with all complaints together', () => {
    const props = { name: 'x'.repeat(33), image: 'ghcr.io/acme/entra-scim:latest', replicasMin: 5 };

    expect(() => synth(define(props))).toThrow(
      /'name' must have at most 32.*\n.*'image' must name a digest.*\n.*'replicasMin' must not exceed 'replicasMax'; got 5 and 4/,
    );
  });
});
