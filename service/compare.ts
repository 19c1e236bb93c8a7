import { type Caller, note, print } from '../command-line/caller';
import { EXIT } from '../command-line/exit-code';
import { renderTable } from '../command-line/table';
import { UsageError } from '../command-line/usage-error';
import { readEnvironment } from '../command-line/variables';

import { connectionTo } from './connection-to';
import { readDatabaseServer } from './database-settings';
import { compareDatabases } from './storage/compare-databases';

/**
 * Compares two databases, and prints the result as a table or as JSON.
 *
 * @param from a URL without a password, or the name of an environment variable that contains a URL.
 * @param to a second database, in the same format as `from`.
 */
export async function compare(from: string, to: string, format: 'json' | 'table', caller: Caller): Promise<void> {
  const rows = await compareDatabases(await connectionOf(from, caller.env), await connectionOf(to, caller.env));
  const different = rows.filter(({ same }) => !same);
  if (format === 'json') print(caller, JSON.stringify(rows, undefined, 2));
  else {
    const cells = rows.map(({ table, tenant, from: one, to: other, same }) => [
      tenant || '–',
      table,
      one,
      other,
      same ? 'same' : one === other ? 'other values' : 'other rows',
    ]);
    print(caller, renderTable(['tenant', 'table', 'from', 'to', ''], cells));
  }
  if (different.length === 0) {
    note(caller, `both databases have the same rows: ${rows.reduce((sum, row) => sum + row.from, 0)}`);
  } else {
    note(
      caller,
      `${different.length} of ${rows.length} lines differ; copy again while nothing writes to the databases, then compare`,
    );
    caller.exitCode = EXIT.found;
  }
}

function connectionOf(name: string, env: NodeJS.ProcessEnv) {
  if (name.includes('://')) {
    if (URL.canParse(name) && new URL(name).password !== '') {
      throw new UsageError(
        'everybody on this machine can see a password in a command line; put the URL into an environment variable and give its name',
      );
    }
  } else if (!env[name]) {
    throw new UsageError(`'${name}' is neither a URL nor an environment variable that is set; it names a database`);
  }
  const url = name.includes('://') ? name : env[name];
  const server = readEnvironment({ ...env, DATABASE_URL: url }, readDatabaseServer);
  if (!server) throw new UsageError(`'${name}' names no database; give a URL that starts with postgres://`);
  return connectionTo(server);
}
