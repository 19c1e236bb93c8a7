import { setTimeout as sleep } from 'node:timers/promises';

import type { ClientBase } from 'pg';

import { INSUFFICIENT_PRIVILEGE, isPgError } from '../pg-error';

import { addressOf } from './placement';

/** The progress of a rebalance, in moved shards. */
export interface RebalanceProgress {
  readonly done: number;
  readonly all: number;
}

const PAUSE_MS = 1_000;

/**
 * Adds a server with Citus to the cluster as a node.
 *
 * @throws {Error} when the login is not a superuser on both servers, or when the server cannot be reached. In either
 * case, nothing has changed.
 */
export async function addNode(client: ClientBase, node: string): Promise<void> {
  await client.query('select citus_add_node($1, $2)', addressOf(node)).catch((error: unknown) => {
    const isForbidden = isPgError(error, INSUFFICIENT_PRIVILEGE);
    const remedy = isForbidden
      ? ". Only a superuser may add one, which Azure gives to nobody: raise 'nodes' of database.elasticCluster there"
      : '';
    throw new Error(`${node} could not be added as a node: ${(error as Error).message}${remedy}`, { cause: error });
  });
}

/**
 * Distributes the shards over the nodes by size. The cluster does this in the background, and continues even if this
 * process ends. A rebalance ignores nodes that are added after its start, so if one is already running, this function
 * waits for it to end before it starts another.
 *
 * @throws {Error} when the cluster gives up. Every shard then stays on its current node.
 */
export async function rebalance(
  client: ClientBase,
  onProgress: (progress: RebalanceProgress) => void,
): Promise<RebalanceProgress> {
  const underWay = await readStatus(client);
  const joined = underWay && !isOver(underWay) ? await follow(client, onProgress) : { done: 0, all: 0 };
  const { rows } = await client.query<{ job: string | null }>('select citus_rebalance_start() as job');
  if (rows[0]?.job == null) return joined; // nothing to move
  const own = await follow(client, onProgress);
  return { done: joined.done + own.done, all: joined.all + own.all };
}

/** Waits for the end of the latest rebalance. */
async function follow(
  client: ClientBase,
  onProgress: (progress: RebalanceProgress) => void,
): Promise<RebalanceProgress> {
  for (let told = ''; ;) {
    const status = await readStatus(client);
    if (!status) throw new Error('the cluster no longer lists the rebalance; run it again');
    const progress = progressOf(status);
    if (told !== JSON.stringify(progress)) onProgress(progress);
    told = JSON.stringify(progress);
    if (status.state === 'finished') return progress;
    if (isOver(status)) {
      throw new Error(
        `the rebalance is ${status.state} after ${progress.done} of ${progress.all} moves; ` +
          'no data is lost; see `select details from citus_rebalance_status()`, and run it again',
      );
    }
    await sleep(PAUSE_MS);
  }
}

interface Status {
  readonly state: string;
  readonly details: { readonly task_state_counts?: Readonly<Record<string, number>> };
}

async function readStatus(client: ClientBase): Promise<Status | undefined> {
  const { rows } = await client.query<Status>('select state::text, details from citus_rebalance_status()');
  return rows[0];
}

function isOver({ state }: Status): boolean {
  return ['finished', 'failed', 'cancelled'].includes(state);
}

function progressOf({ details: { task_state_counts: counts = {} } }: Status): RebalanceProgress {
  return { done: counts['done'] ?? 0, all: Object.values(counts).reduce((sum, count) => sum + count, 0) };
}
