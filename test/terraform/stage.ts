import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { App } from 'cdktf';

import { loadConfig } from '../../stacks/config/load-config';
import { stackName, synthesize } from '../../stacks/synthesize';
import { PLATFORM } from '../support/config-folder';
import { CLIENT_SECRET } from '../support/graph/authority';
import { Directory } from '../support/graph/directory';
import { type GraphServer, startGraph } from '../support/graph/graph-server';
import { type ScimEndpoint, startScimEndpoint } from '../support/graph/scim-endpoint';
import { testCertificate } from '../support/test-certificate';
import { trust } from '../support/trust';

import { DIRECTORY_ID, GROUPS, renderTenantFile, SLUG, type TenantFile, TOKEN_VARIABLE, USER } from './tenant-file';

/** Everything around Terraform: a directory behind Graph, a SCIM service, both over TLS, and a folder to work in. */
export interface Stage extends AsyncDisposable {
  readonly graph: GraphServer;
  readonly endpoint: ScimEndpoint;

  /** Holds the configuration, what is synthesized from it, plans and the state. */
  readonly folder: string;

  /** Folder of the tenant's stack. */
  readonly stack: string;

  /** Writes the tenant's file and synthesizes all stacks from it. */
  synthesize(file: TenantFile): void;

  /** Makes a new token, the only one that the SCIM service takes from then on. */
  rotateToken(): void;

  /** Variables by which the providers and the sync step find and trust the stand-in. */
  environment(): NodeJS.ProcessEnv;
}

export interface StageOptions {
  /** Variables of who runs it. */
  readonly env: NodeJS.ProcessEnv;

  /** Whether the folder outlives the run. */
  readonly keep?: boolean;
}

export async function setUpStage({ env, keep = false }: StageOptions): Promise<Stage> {
  const certificate = testCertificate();
  const trusted = trust(certificate.cert); // the stand-in calls the SCIM service, as Entra does
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'entra-scim-terraform-')));
  const [config, out, ca] = ['config', 'cdktf.out', 'ca.pem'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  mkdirSync(join(config, 'tenants'), { recursive: true });
  writeFileSync(ca, certificate.cert);

  const directory = new Directory(DIRECTORY_ID);
  for (const group of GROUPS) directory.addGroup(group);
  directory.addUser(USER, 'Ann');

  let token = newToken();
  const graph = await startGraph(directory, { tls: certificate });
  const endpoint = await startScimEndpoint(() => token, certificate);
  writeFileSync(join(config, 'platform.yaml'), `${PLATFORM}cloud: { metadataHost: '${new URL(graph.url).host}' }\n`);

  return {
    graph,
    endpoint,
    folder,
    stack: join(out, 'stacks', stackName(SLUG)),
    synthesize: (file) => {
      writeFileSync(join(config, 'tenants', `${SLUG}.yaml`), renderTenantFile(file, endpoint.tenantUrl));
      synthesize(new App({ outdir: out }), loadConfig(config));
    },
    rotateToken: () => {
      token = newToken();
    },
    environment: () => ({
      ...withoutSignIn(env),
      ARM_CLIENT_ID: '11111111-2222-3333-4444-555555555555',
      ARM_CLIENT_SECRET: CLIENT_SECRET,
      ARM_USE_CLI: 'false',
      SSL_CERT_FILE: ca, // Go, in place of the system's certificates
      NODE_EXTRA_CA_CERTS: ca,
      [`TF_VAR_${TOKEN_VARIABLE}`]: token,
    }),
    async [Symbol.asyncDispose]() {
      trusted[Symbol.dispose]();
      await endpoint[Symbol.asyncDispose]();
      await graph[Symbol.asyncDispose]();
      if (!keep) rmSync(folder, { recursive: true });
    },
  };
}

/** The environment without what would sign in elsewhere, or make Terraform do something else than it is asked for. */
export function withoutSignIn(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = new Set(['TF_CLI_CONFIG_FILE', 'TF_PLUGIN_CACHE_DIR', 'TF_LOG', 'TF_LOG_PATH']);
  const foreign = /^(ARM_|AZURE_|TF_)|^(GRAPH_ENDPOINT|RESOURCE_MANAGER_ENDPOINT|VAULT_SUFFIX|SYNC_SETTINGS)$/;
  const entries = Object.entries(env).filter(([name]) => kept.has(name) || !foreign.test(name));
  return { ...Object.fromEntries(entries), TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' };
}

function newToken(): string {
  return randomBytes(24).toString('base64url');
}
