import { DEFAULT_MAPPINGS } from '../../../entra/attribute-mapping';
import type { SyncSettings } from '../../../entra/sync-settings';
import { synchronize } from '../../../programs/sync/job/synchronize';
import type { AzureCloudOptions } from '../azure-cloud/azure-cloud';

import { Directory, NON_GALLERY_TEMPLATE, type ServicePrincipal } from './directory';
import { graphClient, TestClock } from './graph-client';
import { type GraphServer, startGraph } from './graph-server';
import type { Job } from './provisioning';
import { type ScimEndpoint, startScimEndpoint } from './scim-endpoint';

export const TOKEN = 'the-token-of-contoso';

/** A directory with an application whose job was just created, and the service that the job should provision into. */
export interface SyncFixture extends AsyncDisposable {
  readonly graph: GraphServer;
  readonly endpoint: ScimEndpoint;
  readonly principal: ServicePrincipal;
  readonly job: Job;

  /** Valid settings. The job's credentials are as the provider stores them. */
  readonly settings: SyncSettings;
  readonly clock: TestClock;

  /** Runs the sync step, and returns its report. */
  run(overrides?: Partial<SyncSettings>): Promise<Record<string, string>>;
}

export async function syncFixture(options: AzureCloudOptions = {}): Promise<SyncFixture> {
  const directory = new Directory('8d1cbd34-6c1f-4d2a-9c53-0c3a7f1f2b90');
  const { servicePrincipal } = directory.instantiate(NON_GALLERY_TEMPLATE, 'Contoso workspace');
  const principal = directory.servicePrincipals.get(servicePrincipal['id']) as ServicePrincipal;
  const job = principal.provisioning.createJob('scim');

  const graph = await startGraph(directory, options);
  const endpoint = await startScimEndpoint(() => TOKEN);
  principal.provisioning.saveSecrets([
    { key: 'BaseAddress', value: endpoint.tenantUrl },
    { key: 'SecretToken', value: TOKEN },
    { key: 'SyncAll', value: 'false' },
  ]);
  graph.azure.secrets.set('scim-token-contoso-1', TOKEN);

  const clock = new TestClock();
  const settings: SyncSettings = {
    directoryId: directory.id,
    servicePrincipalId: principal.id,
    jobId: job.id,
    tenantUrl: endpoint.tenantUrl,
    credentials: 'terraform',
    tokenSecret: null,
    tokenGeneration: 1,
    scope: 'assigned',
    enabled: true,
    skipOutOfScopeDeletions: false,
    accidentalDeletionThreshold: null,
    notify: null,
    mappings: DEFAULT_MAPPINGS,
    scopingFilters: { users: [], groups: [] },
  };
  return {
    graph,
    endpoint,
    principal,
    job,
    settings,
    clock,
    run: async (overrides) => {
      const report: Record<string, string> = {};
      await synchronize(
        { ...settings, ...overrides },
        {
          graph: graphClient(graph, clock),
          readSecret: (url) => Promise.resolve(graph.azure.secrets.get(url.split('/').at(-1) ?? '') ?? ''),
          print: (line) => {
            report[line.slice(0, 12).trim()] = line.slice(13);
          },
        },
      );
      return report;
    },
    async [Symbol.asyncDispose]() {
      await endpoint[Symbol.asyncDispose]();
      await graph[Symbol.asyncDispose]();
    },
  };
}
