import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { UsageError } from '../../command-line/usage-error';
import { LOCK_NAME, lockFleet, renderLock } from '../../fleet/fleet-lock';
import { loadConfig } from '../../fleet/load-config';

/** The lock that is computed from the current files of a fleet. */
export interface CurrentLock {
  readonly path: string;
  readonly text: string;

  /** Whether the lock file already contains this text. */
  readonly isCurrent: boolean;
}

/**
 * Computes the lock from the current files, and compares it with the lock file.
 *
 * @param folder folder of the configuration.
 * @param forget slugs of tenants to remove from the lock. Their files must have been deleted.
 * @throws {UsageError} if a slug cannot be removed from the lock.
 */
export function currentLock(folder: string, forget: readonly string[] = []): CurrentLock {
  const config = loadConfig(folder);
  const { declared, lock: previous = { tenants: {} } } = config;
  for (const slug of forget) {
    if (declared.some((tenant) => tenant.slug === slug))
      throw new UsageError(`'${slug}' still has a file; remove the file first`);
    if (!Object.hasOwn(previous.tenants, slug)) throw new UsageError(`'${slug}' is not in ${LOCK_NAME}`);
  }
  const path = join(folder, LOCK_NAME);
  const text = renderLock(lockFleet(previous, config, forget));
  return { path, text, isCurrent: existsSync(path) && readFileSync(path, 'utf8') === text };
}
