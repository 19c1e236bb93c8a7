import { defaultSource, FIRST, minuteOf, restoredServerName } from '../../microsoft/azure/restored-server';

/** A server with the data that another one had at some instant. */
export interface Restore {
  /** The instant, in UTC, for example `2026-11-02T10:30:00Z`. No two may be in the same minute. */
  readonly at: string;

  /**
   * The server that the data is copied from: `server` for the original one, or the instant of a restored one.
   *
   * @default - the one before it in the list, otherwise the original one.
   */
  readonly from?: string | undefined;

  /**
   * Major version of the server.
   *
   * @default - that of the original server.
   */
  readonly version?: number | undefined;
}

export interface RestoredServer {
  /** The instant up to the minute, in digits. It is part of the server's name, and its key in Terraform. */
  readonly key: string;
  readonly name: string;
  readonly at: string;

  /** Azure's id of the server that it is restored from. */
  readonly source: string;

  /** Major version. Undefined when all servers have the same. */
  readonly version?: string;
}

/**
 * The servers of a list of restores.
 *
 * A source server is named by its Azure id, not by a reference: a Terraform block cannot refer to itself, and the
 * source may be deleted while its copy is in use.
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
