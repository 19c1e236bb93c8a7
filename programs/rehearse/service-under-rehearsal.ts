import { spawn } from 'node:child_process';
import { randomBytes, createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import exitHook from 'async-exit-hook';

import type { TenantConfig } from '../../fleet/model/tenant';
import { acceptedGenerations } from '../../fleet/model/token';
import { tenantRegistry } from '../../fleet/tenant-registry';

/** The companion service, started for the rehearsal and with nothing in it. */
export interface ServiceUnderRehearsal {
  /** Its SCIM endpoint. */
  readonly baseUrl: string;

  /** Tokens that the service accepts for a tenant, oldest generation first. */
  tokensOf(tenant: TenantConfig): string[];

  stop(): Promise<void>;
}

/** The rehearsal sends as fast as it can, which is far faster than Entra: whatever its rate, no tenant is held to it. */
const FASTEST = { perSecond: 100_000, burst: 1_000_000 };

/** Starts the service as the platform would: with the registry of all tenants, and tokens that only Entra knows. */
export async function startService(
  tenants: readonly TenantConfig[],
  path: string | undefined,
): Promise<ServiceUnderRehearsal> {
  const tokens = new Map<string, string>();
  const tokenOf = (slug: string, generation: number) => {
    const key = `${slug}-${generation}`;
    const token = tokens.get(key) ?? randomBytes(36).toString('base64url');
    tokens.set(key, token);
    return token;
  };
  const { tenants: listed } = tenantRegistry(tenants, FASTEST, (slug, generation) => sha256(tokenOf(slug, generation)));
  const registry = { tenants: listed.map((tenant) => ({ ...tenant, rate: FASTEST })) };

  const folder = mkdtempSync(join(tmpdir(), 'entra-scim-rehearsal-'));
  const file = join(folder, 'tenants.json');
  writeFileSync(file, JSON.stringify(registry), { mode: 0o600 });
  const service = spawn(process.execPath, ['--import', 'tsx', join(__dirname, '../../service/main.ts')], {
    cwd: join(__dirname, '../..'),
    env: { PATH: path, PORT: '0', DATA_DIR: 'memory', TENANTS_FILE: file },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((done) => service.once('close', done));
  const cleanUp = () => {
    service.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  };
  exitHook(cleanUp); // whatever ends the rehearsal, nothing of it stays behind
  // An end of its own accord keeps the exit code: here the package would make it 0. Its hook for 'exit' cleans up.
  exitHook.unhookEvent('beforeExit');

  const complaints: string[] = [];
  createInterface({ input: service.stderr }).on('line', (line) => complaints.push(line));
  const url = await new Promise<string>((listening, failed) => {
    service.once('exit', () => {
      failed(new Error(`the service did not start:\n${complaints.join('\n')}`));
    });
    createInterface({ input: service.stdout }).on('line', (line) => {
      if (line.includes('"msg":"listening"')) listening((JSON.parse(line) as { url: string }).url);
    });
  });

  return {
    baseUrl: url,
    tokensOf: ({ slug, target }) =>
      target.kind === 'companion'
        ? acceptedGenerations(target.token).map((generation) => tokenOf(slug, generation))
        : [],
    stop: async () => {
      cleanUp();
      await ended;
    },
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
