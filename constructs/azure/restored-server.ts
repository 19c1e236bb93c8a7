import { defaultSource, FIRST, minuteOf, restoredServerName } from '../../microsoft/azure/restored-server';

/** A request for a new server with the data that another server had at a given point in time. */
export interface Restore {
  /** The point in time, in UTC, for example `2026-11-02T10:30:00Z`. No two restores may be for the same minute. */
  readonly at: string;

  /**
   * The server to copy the data from. `server` stands for the original server. A restored server is identified by its
   * `at`.
   *
   * @default - the previous restore in the list; for the first restore, the original server.
   */
  readonly from?: string | undefined;

  /**
   * Major version of the server.
   *
   * @default - the version of the original server.
   */
  readonly version?: number | undefined;
}

export interface RestoredServer {
  /**
   * The point in time, to the minute, as digits. These digits are part of the server's name, and identify the server in
   * Terraform's `for_each`.
   */
  readonly key: string;
  readonly name: string;
  readonly at: string;

  /** Azure's id of the server to restore from. */
  readonly source: string;

  /** Major version of PostgreSQL. Undefined when all servers have the same version. */
  readonly version?: string;
}

/**
 * Converts a list of restores to servers.
 *
 * The source is given by its Azure id rather than by a Terraform reference, since a Terraform block cannot refer to
 * itself, and since the source may be deleted while the restored server is still in use.
 */
export function restoredServers(
  restores: readonly Restore[],
  {
    name,
    resourceGroupId,
    version,
  }: { readonly name: string; readonly resourceGroupId: string; readonly version: number },
): RestoredServer[] {
  const nameOf = (server: string) => (server === FIRST ? name : restoredServerName(name, server));
  const differ = restores.some((restore) => restore.version !== undefined);
  return restores.map(({ at, from, version: its = version }, index) => ({
    key: minuteOf(at),
    name: nameOf(at),
    at,
    source: `${resourceGroupId}/providers/Microsoft.DBforPostgreSQL/flexibleServers/${nameOf(from ?? defaultSource(restores, index))}`,
    ...(differ ? { version: String(its) } : {}),
  }));
}
