import { SESSION_SECRET_NAME } from '../microsoft/azure/session-secret-name';

import type { PlatformConfig } from './model/platform';
import type { ServedTenant } from './model/tenant';
import { type MadeSecret, streamSecrets } from './stream-secrets';

/** Vault secrets that the service reads. These secrets do not include tokens, of which the service has only digests. */
export interface ServiceSecrets {
  /** Secrets that the platform creates. */
  readonly made: readonly MadeSecret[];

  /** Names of secrets that somebody stores in the vault by hand. */
  readonly given: readonly string[];

  /**
   * Name of the secret in `made` that is used to encrypt sessions. Undefined if the admin API is off, since nobody can
   * sign in without it.
   */
  readonly session: string | undefined;
}

/** The part of the platform's configuration that determines the platform's secrets. */
type OfAll = Pick<PlatformConfig, 'signing' | 'streams'> & {
  readonly service: Pick<PlatformConfig['service'], 'admin'>;
};

const SESSION: MadeSecret = {
  name: SESSION_SECRET_NAME,
  contentType: 'Secret that seals sessions of console and portal',
  identities: [],
};

/**
 * All secrets that the service needs: the secrets of its streams and, if the admin API is on, the secret that is used
 * to encrypt sessions.
 */
export function serviceSecrets(tenants: readonly ServedTenant[], platform: OfAll): ServiceSecrets {
  const { made, given } = streamSecrets(tenants, platform);
  return platform.service.admin === undefined
    ? { made, given, session: undefined }
    : { made: [...made, SESSION], given, session: SESSION.name };
}
