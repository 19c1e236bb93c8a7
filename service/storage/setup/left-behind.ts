import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'pg';

/** Maximum time that a server may take to write its data to disk and stop. */
const STOP_MS = 20_000;

/** A private server's folder, and the credentials for signing in to the server. */
export interface PrivateServer {
  /** Folder of the server's data. */
  readonly data: string;

  readonly user: string;
  readonly password: string;

  /** File with the id of the process that owns the server. */
  readonly ownerFile: string;
}

/**
 * Stops a server that kept running after its owner was killed. Otherwise, the server would continue to use its folder.
 *
 * The server is stopped only if it accepts the password in the folder and reports the folder as its data directory, and
 * only if its owner is no longer running.
 */
export async function stopLeftBehind(server: PrivateServer): Promise<void> {
  const { pid, port } = readPostmaster(server.data);
  if (pid === undefined || !isAlive(pid) || isOwned(server.ownerFile)) return;
  if (!(await servesFrom(server, port))) return;
  process.kill(pid, 'SIGINT'); // PostgreSQL's fast shutdown
  const deadline = Date.now() + STOP_MS;
  while (isAlive(pid) && Date.now() < deadline) await sleep(20);
}

/** Records this process as the owner of the server. */
export function own(ownerFile: string): void {
  writeFileSync(ownerFile, String(process.pid), { mode: 0o600 });
}

/** Reads the process id and port of a server. PostgreSQL writes them to lines 1 and 4 of `postmaster.pid`. */
function readPostmaster(data: string): { pid?: number; port: number } {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return { port: 0 };
  const [pid, , , port] = readFileSync(file, 'utf8').split('\n').map(Number);
  return Number.isInteger(pid) && pid !== undefined && pid > 0 ? { pid, port: port ?? 0 } : { port: 0 };
}

function isOwned(ownerFile: string): boolean {
  if (!existsSync(ownerFile)) return false;
  const owner = Number(readFileSync(ownerFile, 'utf8'));
  return owner !== process.pid && owner > 0 && isAlive(owner);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function servesFrom({ data, user, password }: PrivateServer, port: number): Promise<boolean> {
  const client = new Client({ host: '127.0.0.1', port, user, password, database: 'postgres' });
  client.on('error', () => undefined); // the server may stop at any time
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('show data_directory');
    return rows[0]?.data_directory === data;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
