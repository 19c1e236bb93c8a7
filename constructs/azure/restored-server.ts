/** What the server that was made first is called where servers are named by the instant they went back to. */
export const FIRST = 'server';

/** A server with the data that another had at an instant. */
export interface Restore {
  /** The instant, in UTC, for example `2026-11-02T10:30:00Z`. No two are in one minute. */
  readonly at: string;

  /**
   * Whose data it is: `server` for the one that was made first, or the instant of a restored one.
   *
   * @default - the one before it in the list, else the one that was made first.
   */
  readonly from?: string | undefined;

  /**
   * Major version of the server.
   *
   * @default - that of the server that was made first.
   */
  readonly version?: number | undefined;
}

export interface RestoredServer {
  /** The instant to the minute, in digits: part of the server's name and its key in Terraform. */
  readonly key: string;
  readonly name: string;
  readonly at: string;

  /** Azure's id of the server that it is made from. */
  readonly source: string;

  /** Major version. Undefined when all servers have one. */
  readonly version?: string;
}

/**
 * The servers of a list of restores.
 *
 * A source is named by the id that Azure gives it and not by reference: a block cannot refer to itself, and the source
 * may be gone by the time that its copy is in use.
 */
export function restoredServers(
  restores: readonly Restore[],
  {
    name,
    resourceGroupId,
    version,
  }: { readonly name: string; readonly resourceGroupId: string; readonly version: number },
): RestoredServer[] {
  const nameOf = (server: string) => (server === FIRST ? name : `${name}-${restoreKey(server)}`);
  const differ = restores.some((restore) => restore.version !== undefined);
  return restores.map(({ at, from = sourceOf(restores, at), version: its = version }) => ({
    key: restoreKey(at),
    name: nameOf(at),
    at,
    source: `${resourceGroupId}/providers/Microsoft.DBforPostgreSQL/flexibleServers/${nameOf(from)}`,
    ...(differ ? { version: String(its) } : {}),
  }));
}

/** Which server a restore is made from that does not say so. */
function sourceOf(restores: readonly Restore[], at: string): string {
  return restores[restores.findIndex((restore) => restore.at === at) - 1]?.at ?? FIRST;
}

/** `202611021030` */
function restoreKey(at: string): string {
  return at.replace(/\D/g, '').slice(0, 12);
}
