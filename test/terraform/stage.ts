import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { App } from 'cdktf';
import { parse } from 'yaml';

import { loadConfig } from '../../fleet/load-config';
import { platformNames } from '../../fleet/platform-names';
import { companionTenantUrl } from '../../fleet/service-url';
import { stackName } from '../../fleet/stack-name';
import { tokenSecretName } from '../../microsoft/azure/token-secret-name';
import { synthesize } from '../../stacks/synthesize';
import type { DeployedPlatform } from '../support/azure-cloud/deployed-resources';
import { PLATFORM } from '../support/config-folder';
import { CLIENT_SECRET } from '../support/graph/authority';
import { Directory } from '../support/graph/directory';
import { type GraphServer, startGraph } from '../support/graph/graph-server';
import { type ScimEndpoint, startScimEndpoint } from '../support/graph/scim-endpoint';
import { loopbackNames } from '../support/loopback-names';
import { testCertificate } from '../support/test-certificate';
import { trust } from '../support/trust';

import { DIRECTORY_ID, GROUPS, renderTenantFile, SLUG, type TenantFile, TOKEN_VARIABLE, USER } from './tenant-file';

/**
 * The environment of a trial: stand-ins over TLS for Graph with a directory, for Azure with a deployed platform, and
 * for a SCIM service, and a folder to work in.
 */
export interface Stage extends AsyncDisposable {
  readonly graph: GraphServer;
  readonly endpoint: ScimEndpoint;

  /** Tenant URL of the SCIM service for a companion tenant, as the tenant's stack derives it from Azure. */
  readonly companionUrl: string;

  /** All tokens so far, from oldest to newest. Each is one generation in the key vault. */
  readonly tokens: readonly string[];

  /** Folder of the configuration, the synthesized output, plans and the state. */
  readonly folder: string;

  /** Folder of the tenant's stack. */
  readonly stack: string;

  /** File of the stack's state. */
  readonly state: string;

  /** Returns Terraform's state of the tenant, as JSON. */
  readState(): string;

  /** Writes the tenant's file and synthesizes all stacks from it. */
  synthesize(file: TenantFile): void;

  /** Creates the token of the next generation. From then on, the SCIM service accepts only this one. */
  rotateToken(): void;

  /** Environment variables with which the providers and the sync step find and trust the stand-ins. */
  environment(): NodeJS.ProcessEnv;
}

export interface StageOptions {
  /** The caller's environment. */
  readonly env: NodeJS.ProcessEnv;

  /** Whether the folder is kept after the run. */
  readonly keep?: boolean;
}

export async function setUpStage({ env, keep = false }: StageOptions): Promise<Stage> {
  const platform = parse(PLATFORM) as DeployedPlatform;
  const { app } = platformNames(platform);
  const certificate = testCertificate('localhost', [`${app}.localhost`]);
  const names = loopbackNames();
  const trusted = trust(certificate.cert); // the stand-in calls the SCIM service, as Entra does
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'entra-scim-terraform-')));
  const [config, out, ca, state] = ['config', 'cdktf.out', 'ca.pem', 'terraform.tfstate'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  mkdirSync(join(config, 'tenants'), { recursive: true });
  writeFileSync(ca, certificate.cert);

  const directory = new Directory(DIRECTORY_ID);
  for (const group of GROUPS) directory.addGroup(group);
  directory.addUser(USER, 'Ann');

  const tokens: string[] = [];
  const newest = () => tokens.at(-1) ?? '';
  const endpoint = await startScimEndpoint(newest, certificate);
  // The app's name is prefixed to this domain. Its port leads to this machine.
  const defaultDomain = new URL(endpoint.tenantUrl).host;
  const graph = await startGraph(directory, { platform, defaultDomain, tls: certificate });
  const rotateToken = () => {
    tokens.push(newToken());
    graph.azure.secrets.set(tokenSecretName(SLUG, tokens.length), newest());
  };
  rotateToken();
  writeFileSync(join(config, 'platform.yaml'), `${PLATFORM}cloud: { metadataHost: '${new URL(graph.url).host}' }\n`);

  return {
    graph,
    endpoint,
    companionUrl: companionTenantUrl(loadConfig(config).platform, () => defaultDomain),
    tokens,
    folder,
    stack: join(out, 'stacks', stackName(SLUG)),
    state,
    readState: () => readFileSync(state, 'utf8'),
    synthesize: (file) => {
      writeFileSync(join(config, 'tenants', `${SLUG}.yaml`), renderTenantFile(file, endpoint.tenantUrl));
      synthesize(new App({ outdir: out }), loadConfig(config));
    },
    rotateToken,
    environment: () => ({
      ...withoutSignIn(env),
      ARM_CLIENT_ID: '11111111-2222-3333-4444-555555555555',
      ARM_CLIENT_SECRET: CLIENT_SECRET,
      ARM_USE_CLI: 'false',
      SSL_CERT_FILE: ca, // Go reads this file instead of the system's certificates
      NODE_EXTRA_CA_CERTS: ca,
      [`TF_VAR_${TOKEN_VARIABLE}`]: newest(),
    }),
    async [Symbol.asyncDispose]() {
      trusted[Symbol.dispose]();
      names[Symbol.dispose]();
      await endpoint[Symbol.asyncDispose]();
      await graph[Symbol.asyncDispose]();
      if (!keep) rmSync(folder, { recursive: true });
    },
  };
}

/** The environment without variables that would sign in elsewhere, or change Terraform's behavior. */
export function withoutSignIn(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = new Set(['TF_CLI_CONFIG_FILE', 'TF_PLUGIN_CACHE_DIR', 'TF_LOG', 'TF_LOG_PATH']);
  const foreign = /^(ARM_|AZURE_|TF_)|^(GRAPH_ENDPOINT|RESOURCE_MANAGER_ENDPOINT|VAULT_SUFFIX|SYNC_SETTINGS)$/;
  const entries = Object.entries(env).filter(([name]) => kept.has(name) || !foreign.test(name));
  return { ...Object.fromEntries(entries), TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' };
}

function newToken(): string {
  return randomBytes(24).toString('base64url');
}
