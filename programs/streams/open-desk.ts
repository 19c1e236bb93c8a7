import type { Caller } from '../../command-line/caller';
import { openEventLogOn } from '../../service/storage/history/sql-event-log';
import { SqlPositions } from '../../service/storage/history/sql-positions';
import { openDesk } from '../../service/streaming';
import type { StreamDesk } from '../../service/streams/desk';
import { Streams } from '../../service/streams/stream';
import { openSource, readRegistry } from '../history/answers';

import { HttpDesk } from './http-desk';

/** A `StreamDesk`, with the connections that must be closed after use. */
export interface OpenedDesk extends AsyncDisposable {
  readonly desk: StreamDesk;
}

/**
 * Opens access to the streams of a service: through the admin API at ADMIN_URL or, if that is not set, through the
 * database at DATABASE_URL and the registry at TENANTS_FILE.
 *
 * @throws {SettingsError} if the environment contains neither ADMIN_URL nor DATABASE_URL, or contains an invalid value.
 */
export async function openStreams(caller: Caller): Promise<OpenedDesk> {
  const { api, db } = await openSource(caller);
  if (api) return { desk: new HttpDesk(api), [Symbol.asyncDispose]: () => Promise.resolve() };
  try {
    const registry = await readRegistry(caller, 'declares the streams');
    const positions = new SqlPositions(db);
    const desk = openDesk({ streams: new Streams(registry), positions, openEventLog: openEventLogOn(db), registry });
    return { desk, [Symbol.asyncDispose]: () => db.close() };
  } catch (error) {
    await db.close();
    throw error;
  }
}
