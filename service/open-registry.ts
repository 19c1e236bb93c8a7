import { readFileSync } from 'node:fs';

import { SettingsError } from '../command-line/variables';

import { createDemoTenant, type DemoTenant } from './demo-tenant';
import { RegistryError, TenantRegistry } from './directory/tenant-registry';
import type { Settings } from './settings';
import { Secrets } from './streams/secrets';
import { Streams } from './streams/stream';

export interface OpenRegistry {
  readonly registry: TenantRegistry;
  readonly streams: Streams;
  readonly secrets: Secrets;

  /** The demo tenants and their tokens, if there is no registry file. */
  readonly demo?: DemoTenant;
}

/**
 * Opens the registry file with its tenants and their streams. Without a file, creates demo tenants and their tokens.
 *
 * @throws {SettingsError} when the file cannot be used.
 */
export function openRegistry({
  tenantsFile: file,
  secretsFolder,
}: Pick<Settings, 'secretsFolder' | 'tenantsFile'>): OpenRegistry {
  if (file === undefined) {
    const demo = createDemoTenant();
    const { registry, secrets } = demo;
    return { registry, streams: new Streams(registry), secrets, demo };
  }
  try {
    const registry = TenantRegistry.parse(readFileSync(file, 'utf8'));
    return { registry, streams: new Streams(registry), secrets: new Secrets(secretsFolder) };
  } catch (error) {
    if (error instanceof RegistryError) throw new SettingsError([`TENANTS_FILE ${file} ${error.message}`]);
    throw new SettingsError([`TENANTS_FILE cannot be read: ${(error as Error).message}; name an existing file`]);
  }
}
