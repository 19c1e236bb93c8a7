import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { UsageError } from '../../command-line/usage-error';
import { LOCK_NAME, lockFleet, renderLock } from '../../fleet/fleet-lock';
import { loadConfig } from '../../fleet/load-config';

/** The lock of a fleet as its files call for it now. */
export interface CurrentLock {
  readonly path: string;
  readonly text: string;

  /** Whether the file is up to date. */
  readonly isCurrent: boolean;
}

/**
 * @param folder of the configuration.
 * @param forget slugs of tenants without a file to give up.
 * @throws {UsageError} for a slug that cannot be given up.
 */
export function currentLock(folder: string, forget: readonly string[] = []): CurrentLock {
  const { declared, lock: previous = { tenants: {} } } = loadConfig(folder);
  for (const slug of forget) {
    if (declared.some((tenant) => tenant.slug === slug))
      throw new UsageError(`'${slug}' has a file; remove that first`);
    if (!Object.hasOwn(previous.tenants, slug)) throw new UsageError(`'${slug}' is not in ${LOCK_NAME}`);
  }
  const path = join(folder, LOCK_NAME);
  const text = renderLock(lockFleet(previous, declared, forget));
  return { path, text, isCurrent: existsSync(path) && readFileSync(path, 'utf8') === text };
}
