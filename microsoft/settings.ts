import { readEnvironment, type Variables } from '../command-line/variables';

import { type Cloud, type CloudName, CLOUDS } from './cloud';
import type { Identity } from './identity';
import { readIdentity } from './read-identity';

/** The settings in the environment: the identity to sign in with, and the cloud. */
export interface Settings {
  readonly identity: Identity;

  /** Name of the cloud, or the metadata host that describes the cloud. */
  readonly cloud: { readonly name: CloudName } | { readonly metadataHost: string };

  /** Addresses that replace those of the cloud. */
  readonly overrides: Partial<Cloud>;
}

/** @throws {SettingsError} if a variable is invalid or missing. The error lists all such variables. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  return readEnvironment(env, (variables) => ({
    identity: readIdentity(variables),
    cloud: readCloudName(variables),
    overrides: readOverrides(variables),
  }));
}

function readCloudName(variables: Variables): Settings['cloud'] {
  const metadataHost = variables.text('ARM_METADATA_HOSTNAME');
  const name = variables.choice('ARM_ENVIRONMENT', Object.keys(CLOUDS) as CloudName[]);
  return metadataHost === undefined ? { name: name ?? 'public' } : { metadataHost };
}

function readOverrides(variables: Variables): Partial<Cloud> {
  const authority = origin(variables, 'AZURE_AUTHORITY_HOST', ['https:']);
  const graph = origin(variables, 'GRAPH_ENDPOINT', ['https:', 'http:']);
  const resourceManager = origin(variables, 'RESOURCE_MANAGER_ENDPOINT', ['https:', 'http:']);
  const vaultSuffix = variables.text('VAULT_SUFFIX');
  return {
    ...(authority === undefined ? {} : { authority }),
    ...(graph === undefined ? {} : { graph }),
    ...(resourceManager === undefined ? {} : { resourceManager }),
    ...(vaultSuffix === undefined ? {} : { vaultSuffix }),
  };
}

/**
 * Plain HTTP is allowed only for a test server on the same machine. Over a network, plain HTTP would expose the token.
 */
function origin(variables: Variables, name: string, protocols: readonly string[]): string | undefined {
  const url = variables.url(name, protocols);
  if (url?.protocol === 'http:' && !['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)) {
    variables.complain(`${name} must be an https URL unless it is on this machine; got '${url.origin}'`);
  }
  return url?.origin;
}
