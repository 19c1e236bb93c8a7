import { type Caller, note, print } from '../command-line/caller';
import { EXIT } from '../command-line/exit-code';
import { renderTable } from '../command-line/table';
import { UsageError } from '../command-line/usage-error';
import { readEnvironment } from '../command-line/variables';

import { connectionTo } from './connection-to';
import { type DatabaseServer, readDatabaseServer } from './database-settings';
import { databaseTrouble } from './database-trouble';
import { compareDatabases, type ComparedRows } from './storage/setup/compare-databases';

/**
 * Compares two databases, and prints the result as a table or as JSON.
 *
 * @param from a URL without a password, or the name of an environment variable that contains a URL.
 * @param to a second database, in the same format as `from`.
 */
export async function compare(from: string, to: string, format: 'json' | 'table', caller: Caller): Promise<void> {
  const [one, other] = [serverOf(from, caller.env), serverOf(to, caller.env)];
  if (databaseAt(one) === databaseAt(other)) {
    throw new UsageError(`'${from}' and '${to}' name the same database, which would be compared with itself`);
  }
  const rows = await compareDatabases(
    { name: from, config: await connectionTo(one) },
    { name: to, config: await connectionTo(other) },
  ).catch((error: unknown) => {
    throw new Error(databaseTrouble(error), { cause: error });
  });
  print(caller, format === 'json' ? JSON.stringify(rows, undefined, 2) : renderRows(rows));

  const different = rows.filter(({ same }) => !same);
  if (different.length === 0) {
    note(caller, `both databases have the same rows: ${rows.reduce((sum, row) => sum + row.from, 0)}`);
    return;
  }
  caller.exitCode = EXIT.found;
  if (different.every(({ tenant }) => tenant === '')) {
    note(
      caller,
      `both databases have the same rows of tenants; but the migrations of '${to}' ran at other times, which say how far ` +
        `history reaches back: copy them, as "Move to a cluster" in docs/operations.md describes`,
    );
  } else {
    note(
      caller,
      `${different.length} of ${rows.length} lines differ; copy again while nothing writes to the databases, then compare`,
    );
  }
}

function renderRows(rows: readonly ComparedRows[]): string {
  const cells = rows.map(({ table, tenant, from, to, same }) => [
    tenant || '–',
    table,
    from,
    to,
    same ? 'same' : from === to ? 'other values' : 'other rows',
  ]);
  return renderTable(['tenant', 'table', 'from', 'to', ''], cells);
}

/** The server of a database that is named as an argument: by its URL, or by the environment variable that contains it. */
function serverOf(name: string, env: NodeJS.ProcessEnv): DatabaseServer {
  const isUrl = name.includes('://');
  if (isUrl && URL.canParse(name) && new URL(name).password !== '') {
    throw new UsageError(
      'everybody on this machine can see a password in a command line; put the URL into an environment variable and give its name',
    );
  }
  const server = readEnvironment(isUrl ? { ...env, [name]: name } : env, (variables) =>
    readDatabaseServer(variables, name),
  );
  if (server) return server;
  throw new UsageError(
    `'${name}' is neither a URL nor an environment variable that is set; give one of the two, for example postgres://localhost/scim`,
  );
}

/** The address of a database, without the login. */
function databaseAt({ url: { hostname, port, pathname } }: DatabaseServer): string {
  return `${hostname}:${port || 5432}${pathname}`;
}
