import { type AccessTokens, accessTokens } from '../../microsoft/access-token';
import { type Cloud, CLOUDS, readCloud } from '../../microsoft/cloud';
import { systemClock } from '../../microsoft/graph/clock';
import { GraphClient } from '../../microsoft/graph/graph-client';

import { readSecret } from './azure/read-secret';
import type { Settings } from './settings';

/** Signed in, to one of Microsoft's clouds. */
export interface Connection {
  readonly cloud: Cloud;
  readonly tokens: AccessTokens;

  /** Graph of one directory. */
  readonly graph: (directoryId: string) => GraphClient;

  /** Value of a Key Vault secret, by its URL. */
  readonly readSecret: (url: string) => Promise<string>;
}

export async function connect({ identity, cloud: named, overrides }: Settings): Promise<Connection> {
  const base = 'name' in named ? CLOUDS[named.name] : await readCloud(named.metadataHost, fetch);
  const cloud = { ...base, ...overrides };
  const tokens = accessTokens(identity, cloud.authority);
  return {
    cloud,
    tokens,
    graph: (directoryId) =>
      new GraphClient({
        endpoint: cloud.graph,
        token: () => tokens(directoryId, `${cloud.graph}/.default`),
        fetch,
        clock: systemClock,
      }),
    readSecret: (url) => readSecret(url, tokens, fetch),
  };
}
