import { accessTokens } from './access-token';
import { type Cloud, CLOUDS, readCloud } from './cloud';
import { graph } from './graph';
import { readSecret } from './key-vault';
import { resourceManager } from './resource-manager';
import type { RestClient } from './rest-client';
import type { Settings } from './settings';

/** Signed-in clients for the services of one of Microsoft's clouds. */
export interface Connection {
  readonly cloud: Cloud;

  /** Returns a client for Microsoft Graph, signed in to a directory. */
  readonly graph: (directoryId: string) => RestClient;

  /**
   * Returns a client for Azure Resource Manager, signed in to a directory. The directory must be that of the
   * subscription.
   */
  readonly resourceManager: (directoryId: string) => RestClient;

  /** Returns the value of a Key Vault secret, given the secret's URL. */
  readonly readSecret: (url: string) => Promise<string>;
}

export async function connect({ identity, cloud: named, overrides }: Settings): Promise<Connection> {
  const base = 'name' in named ? CLOUDS[named.name] : await readCloud(named.metadataHost);
  const cloud = { ...base, ...overrides };
  const tokens = accessTokens(identity, cloud.authority);
  const access = (directoryId: string, origin: string) => ({ token: () => tokens(directoryId, `${origin}/.default`) });
  return {
    cloud,
    graph: (directoryId) => graph(cloud.graph, access(directoryId, cloud.graph)),
    resourceManager: (directoryId) =>
      resourceManager(cloud.resourceManager, access(directoryId, cloud.resourceManager)),
    readSecret: (url) => readSecret(url, tokens),
  };
}
