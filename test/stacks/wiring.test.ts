import { ContainerApp } from '@cdktf/provider-azurerm/lib/container-app';
import { ContainerAppJob } from '@cdktf/provider-azurerm/lib/container-app-job';
import { Testing } from 'cdktf';

import { loadConfig } from '../../fleet/load-config';
import { tenantRegistry } from '../../fleet/tenant-registry';
import { PROGRAMS } from '../../service/bundle';
import { DEFAULT_RATE } from '../../service/directory/rate';
import { sha256, TenantRegistry } from '../../service/directory/tenant-registry';
import { readMigrationSettings } from '../../service/migration-settings';
import { readSettings } from '../../service/settings';
import { Streams } from '../../service/streams/stream';
import { PlatformStack } from '../../stacks/platform-stack';
import { configFolder, CONTOSO, PLATFORM } from '../support/config-folder';
import { useDatabase } from '../support/postgres';
import { startScim } from '../support/scim-client';
import { synthStack } from '../support/synth';

interface Container {
  readonly env: { readonly name: string; readonly value?: string; readonly secret_name?: string }[];
  readonly volume_mounts: { readonly name: string; readonly path: string }[];
  readonly command?: string[];
  readonly startup_probe: Probe[];
  readonly liveness_probe: Probe[];
  readonly readiness_probe: Probe[];
}

interface Probe {
  readonly path: string;
  readonly port: number;
}

interface Template {
  readonly container: [Container];
  readonly volume: { readonly name: string; readonly storage_type: string }[];
}

const platform = synthStack(new PlatformStack(Testing.app(), 'platform', loadConfig('config')));
const app = platform.only(ContainerApp) as {
  template: Template;
  secret: { name: string; value: string }[];
  ingress: { target_port: number };
};
const database = useDatabase();
const job = platform.only(ContainerAppJob) as { template: Template };

/** The environment of a container, with every reference replaced by a placeholder. */
function environmentOf({ template }: { template: Template }): Record<string, string> {
  return Object.fromEntries(
    template.container[0].env.map(({ name, value, secret_name: secret }) => [
      name,
      value?.replace(/\$\{[^}]*\}/g, 'resolved') ?? `value of the secret ${secret ?? ''}`.padEnd(32, '.'),
    ]),
  );
}

/** A token, in place of one that Terraform would generate for a tenant. */
const tokenOf = (name: string) => `token of ${name}`;

/** The text that Terraform would produce from `${jsonencode(…)}`. */
function evaluate(expression: string): string {
  const [, object = ''] = /^\$\{jsonencode\((.*)\)\}$/s.exec(expression) ?? [];
  return object
    .replace(/sha256\(random_password\.([\w-]+)\.result\)/g, (_, name: string) => `"${sha256(tokenOf(name))}"`)
    .replace(/"(\w+)" = /g, '"$1": ');
}

/** Texts that are in the platform's stack only if it has streams or an admin API. */
const TRACES =
  /"streams|"signing|\bscim-(webhook|authorization|signing)-|scim-session|SESSION_SECRET|SECRETS_FOLDER|"ephemeral"/g;

describe('the container of the service', () => {
  test('gets an environment that the service can read', () => {
    expect(readSettings(environmentOf(app))).toEqual({
      port: 8080,
      metricsPort: 9090,
      publicUrl: 'https://acme-scim.resolved',
      database: {
        kind: 'server',
        url: new URL('postgres://resolved@resolved:5432/scim?sslmode=verify-full'),
        authentication: 'entra',
        identityClientId: 'resolved',
      },
      coordinatorPort: undefined,
      poolSize: 10,
      tenantConnections: undefined,
      scanConnections: undefined,
      waitSeconds: undefined,
      deadlineSeconds: 20,
      provisioningLogDays: 400,
      refusalLogDays: 30,
      adminApplication: undefined,
      console: true,
      secretsFolder: undefined,
      logFormat: undefined,
      tenantsFile: '/run/registry/tenants',
      discovery: 'public',
      logLevel: 'info',
      clientAddress: 'forwarded',
    });
  });

  test('keeps history and refusals as long as the platform says', () => {
    const service = 'service: { provisioningLogDays: 800, refusalLogDays: 90 }';
    using folder = configFolder({ 'platform.yaml': `${PLATFORM}${service}\n` });
    const synthesized = synthStack(new PlatformStack(Testing.app(), 'platform', loadConfig(folder.path)));

    const environment = environmentOf(synthesized.only(ContainerApp) as typeof app);

    expect(readSettings(environment)).toMatchObject({ provisioningLogDays: 800, refusalLogDays: 90 });
  });

  test('opens its admin API to the application that the platform names, as the cloud signs people in', () => {
    const admin = 'service: { admin: { clientId: 3F2A1D54-6A0E-4C1B-9D57-1B8E2C6A7F90 } }';
    const cloud = 'cloud: { environment: usgovernment }';
    using folder = configFolder({
      'platform.yaml': `${PLATFORM.replace('westeurope', 'usgovvirginia')}${admin}\n${cloud}\n`,
    });
    const synthesized = synthStack(new PlatformStack(Testing.app(), 'platform', loadConfig(folder.path)));

    const { adminApplication } = readSettings(environmentOf(synthesized.only(ContainerApp) as typeof app));

    expect(adminApplication).toEqual({
      clientId: '3f2a1d54-6a0e-4c1b-9d57-1b8e2c6a7f90',
      directoryId: '2b8e2f0a-51b6-4f0d-8a3c-9e5b5f7f6c11',
      authority: 'https://login.microsoftonline.us',
    });
  });

  test('is served by any node of a cluster when the platform says so, and told where the coordinator is', () => {
    using folder = configFolder({
      'platform.yaml': `${PLATFORM}database: { elasticCluster: { connectThrough: any-node }, use: cluster }\n`,
    });
    const synthesized = synthStack(new PlatformStack(Testing.app(), 'platform', loadConfig(folder.path)));

    const { database: server, coordinatorPort } = readSettings(
      environmentOf(synthesized.only(ContainerApp) as typeof app),
    );
    const migration = readMigrationSettings(environmentOf(synthesized.only(ContainerAppJob) as typeof job));

    expect([server.kind === 'server' && server.url.port, coordinatorPort]).toEqual(['7432', 5432]);
    expect(migration.database.url.port).toBe('5432');
  });

  test('gets a tenant registry that the service can read, with the tokens that Entra is given', () => {
    const [secret] = app.secret;
    const registry = TenantRegistry.parse(evaluate(secret?.value ?? ''));

    expect(registry.tenants.map(({ slug, plan }) => [slug, plan])).toEqual([['contoso', 'business_critical']]);
    for (const generation of [1, 2]) {
      const token = registry.findToken(tokenOf(`scim-token-contoso-${generation}`));
      expect([token?.id, token?.tenant?.slug]).toEqual([`gen-${generation}`, 'contoso']);
    }
    expect(registry.findToken(tokenOf('scim-token-contoso-3'))).toBeUndefined();
  });

  test('gets readers that the service can find by their tokens, for one tenant and for all', () => {
    using folder = configFolder({
      'platform.yaml': `${PLATFORM}readers: [{ name: warehouse, token: { generation: 2, retired: 1 } }]\n`,
      'tenants/contoso.yaml': `${CONTOSO}readers: [{ name: product }]\n`,
    });
    const { secret } = synthStack(new PlatformStack(Testing.app(), 'platform', loadConfig(folder.path))).only(
      ContainerApp,
    ) as typeof app;

    const registry = TenantRegistry.parse(evaluate(secret[0]?.value ?? ''));

    const tokens = ['contoso--product-1', 'warehouse-1', 'warehouse-2'].map((name) =>
      registry.findToken(tokenOf(`scim-reader-${name}`)),
    );
    expect(tokens.map((token) => token && [token.id, token.scope, token.tenant?.slug])).toEqual([
      ['product-1', 'read', 'contoso'],
      undefined,
      ['warehouse-2', 'read', undefined],
    ]);
  });

  test('gets streams that the service can read, and a file for each secret that they name', () => {
    using folder = configFolder({
      'platform.yaml': `${PLATFORM}readers: [{ name: idp }]
signing: { generation: 2 }
streams:
  - { name: siem, delivery: push, url: "https://siem.example.com", audience: siem, content: full, authorization: {}, privateAddresses: true }
  - { name: idp, delivery: poll, audience: idp, reader: idp }
`,
      'tenants/contoso.yaml': `${CONTOSO}streams: [{ name: product, delivery: webhook, url: "https://app.example.com", types: [user.deleted], secret: { generation: 2 } }]\n`,
    });
    const made = synthStack(new PlatformStack(Testing.app(), 'platform', loadConfig(folder.path)));
    const withStreams = made.only(ContainerApp) as typeof app;

    const registry = TenantRegistry.parse(evaluate(withStreams.secret[0]?.value ?? ''));
    const streams = new Streams(registry);

    expect([...streams.each()].map(({ tenant, stream }) => [tenant.slug, stream.name, stream.delivery])).toEqual([
      ['contoso', 'product', 'webhook'],
      ['contoso', 'siem', 'push'],
      ['contoso', 'idp', 'poll'],
    ]);
    const [product, siem] = streams.all.toSorted((a, b) => (a.delivery < b.delivery ? 1 : -1));
    expect(product).toMatchObject({ secrets: ['scim-webhook-contoso--product-2', 'scim-webhook-contoso--product-1'] });
    const named = streams.all.flatMap((stream) =>
      stream.delivery === 'webhook' ? stream.secrets : stream.delivery === 'push' ? (stream.authorization ?? []) : [],
    );
    expect(siem).toMatchObject({ content: 'full', authorization: 'scim-authorization-siem-1', privateAddresses: true });
    expect(registry.signing).toEqual(['scim-signing-1', 'scim-signing-2']);
    expect(
      withStreams.secret
        .slice(1)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...named, ...registry.signing].sort());
    expect(new Set(made.text.match(TRACES)).size).toBe(7);
    expect(readSettings(environmentOf(withStreams)).secretsFolder).toBe(
      withStreams.template.container[0].volume_mounts[0]?.path,
    );
  });

  test('has no trace of streams or of sessions where there are no streams and no admin API', () => {
    expect(platform.text.match(TRACES)).toBeNull();
  });

  test('gets a registry with the rate of each tenant, the one of the platform or its own', () => {
    const other = CONTOSO.replace('slug: contoso', 'slug: northwind').replace(/entraTenantId: 8d/, 'entraTenantId: 9d');
    using folder = configFolder({
      'platform.yaml': `${PLATFORM}service: { rate: { perSecond: 100, burst: 300 } }\n`,
      'tenants/contoso.yaml': CONTOSO,
      'tenants/northwind.yaml': `${other}service: { rate: { perSecond: 25, burst: 25 } }\n`,
    });
    const { secret } = synthStack(new PlatformStack(Testing.app(), 'platform', loadConfig(folder.path))).only(
      ContainerApp,
    ) as typeof app;

    const { tenants } = TenantRegistry.parse(evaluate(secret[0]?.value ?? ''));

    expect(tenants.map(({ slug, rate }) => [slug, rate])).toEqual([
      ['contoso', { perSecond: 100, burst: 300 }],
      ['northwind', { perSecond: 25, burst: 25 }],
    ]);
  });

  test('gets the same default rate that the service assumes itself', () => {
    expect(loadConfig('config').platform.service.rate).toEqual(DEFAULT_RATE);
  });

  test('gets a registry that carries how each tenant is treated', () => {
    using folder = configFolder({
      'tenants/contoso.yaml': `${CONTOSO}service: { scimEnabled: false, profile: rfc, restore: refuse, defaultRole: account_reviewer }\n`,
    });
    const { platform, tenants } = loadConfig(folder.path);

    const [tenant] = TenantRegistry.parse(
      JSON.stringify(tenantRegistry(tenants, platform, () => sha256('token'))),
    ).tenants;

    expect(tenant).toMatchObject({
      scimEnabled: false,
      profile: { name: 'rfc' },
      restore: 'refuse',
      defaultRole: 'account_reviewer',
    });
  });

  test('finds the registry where its environment says', () => {
    const [
      {
        volume_mounts: [mount],
      },
    ] = app.template.container;

    expect(app.template.volume).toEqual([{ name: mount?.name, storage_type: 'Secret' }]);
    expect(environmentOf(app)['TENANTS_FILE']).toBe(`${mount?.path}/${app.secret[0]?.name}`);
  });

  test.each(['startup_probe', 'liveness_probe', 'readiness_probe'] as const)(
    'has its %s probe where the service answers',
    async (name) => {
      await using scim = await startScim(database);
      const [probe] = app.template.container[0][name];

      const ask = async () => (await fetch(new URL(probe?.path ?? '', scim.url))).status;
      let status = await ask();
      while (status === 503) status = await ask(); // until the service has checked its database

      expect(status).toBe(200);
      expect(probe?.port).toBe(readSettings(environmentOf(app)).port);
      expect(app.ingress.target_port).toBe(probe?.port);
    },
  );

  test('is replaced when the registry changes', () => {
    const digest = app.template.container[0].env.find(({ name }) => name === 'TENANTS_SHA256')?.value;

    expect(digest).toMatch(/^\$\{nonsensitive\(sha256\(jsonencode\(\{"tenants" = .*\)\)\)\}$/);
  });

  test('contains no token, only digests', () => {
    expect(JSON.stringify(app)).toMatch('sha256(random_password.scim-token-contoso-2.result)');
    expect(JSON.stringify(app).replace(/sha256\(random_password[^)]*\)/g, '')).not.toContain('random_password');
  });
});

describe('the job that migrates', () => {
  test('runs a program that the image has', () => {
    const [node, program] = job.template.container[0].command ?? [];

    expect(node).toBe('node');
    expect(PROGRAMS).toContain(`service/${program?.replace('.js', '.ts')}`);
  });

  test('gets an environment that the migration can read, and the identity that serves requests', () => {
    expect(readMigrationSettings(environmentOf(job))).toEqual({
      database: {
        kind: 'server',
        url: new URL('postgres://resolved@resolved:5432/scim?sslmode=verify-full'),
        authentication: 'entra',
        identityClientId: 'resolved',
      },
      runtimeIdentity: { name: 'resolved', objectId: 'resolved' },
    });
  });
});
