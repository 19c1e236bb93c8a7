import type { QueryResultRow } from 'pg';
import { v7 as uuidV7 } from 'uuid';

import type { Origin } from '../../directory/store';
import type {
  Attempt,
  Control,
  PositionHealth,
  Positions,
  Progress,
  StreamKey,
  StreamPosition,
} from '../../streams/positions';
import { type CallForAll, readForAll } from '../connections/all-tenants';
import type { Database } from '../connections/database';
import type { Step } from '../connections/transaction';
import { noteAction } from '../statements/note-action';

import {
  ACKNOWLEDGE,
  APPEND_DELIVERIES,
  BEGIN,
  CATCH_UP,
  DELIVERIES,
  DUE,
  END,
  FAIL,
  HAND_OVER,
  HEALTH_OF_ALL,
  PAUSE,
  POSITIONS,
  POSITIONS_AFTER,
  POSTPONE,
  RELEASE,
  REPLAY,
  RESUME,
  SAVE,
  TAKE,
  WAKE,
} from './stream-statements';

/**
 * Maximum number of attempts to take a lease. An attempt may fail because the current holder gives up the lease at the
 * same moment.
 */
const TAKES_MAX = 3;

/** Positions of streams in PostgreSQL. */
export class SqlPositions implements Positions {
  readonly #db: Database;
  readonly #tenants: readonly string[];

  /**
   * @param db a database with separate connections, so that streams do not compete with SCIM requests.
   * @param tenants slugs of the tenants. @default - if a node of a cluster is down, nothing is read about all tenants.
   */
  constructor(db: Database, tenants: readonly string[] = []) {
    this.#db = db;
    this.#tenants = tenants;
  }

  of: Positions['of'] = async (tenant) =>
    (await this.#db.run<PositionRow>(tenant, POSITIONS.with({ tenant }))).map(toPosition);

  all: Positions['all'] = async () => (await this.#readForAll<HealthRow>(HEALTH_OF_ALL.with({}))).map(toHealth);

  after: Positions['after'] = async (last, count) => {
    const { tenant, stream } = last ?? { tenant: '', stream: '' };
    const rows = await this.#readForAll<PositionRow>(POSITIONS_AFTER.with({ tenant, stream, count }));
    return rows.map(toPosition).sort(byKey).slice(0, count); // several nodes may have answered
  };

  due: Positions['due'] = async (count) => {
    const rows = await this.#readForAll<{ tenant_id: string; stream: string }>(DUE.with({ count }));
    return rows.map(({ tenant_id, stream }) => ({ tenant: tenant_id, stream }));
  };

  begin: Positions['begin'] = async (key, cursor) => {
    await this.#db.run(key.tenant, BEGIN.with({ ...key, cursor }));
  };

  take: Positions['take'] = async (lease) => {
    for (let takes = 0; takes < TAKES_MAX; takes++) {
      const [row] = await this.#db.run<PositionRow>(lease.tenant, TAKE.with(lease));
      if (row) return toPosition(row);
      const woken = await this.#db.run(lease.tenant, WAKE.with(lease));
      if (woken.length > 0) return undefined;
      const [found] = (await this.of(lease.tenant)).filter(({ stream }) => stream === lease.stream);
      if (!found) return undefined;
      if (found.state !== 'active') return { notBefore: undefined };
      // Without failures, there is no pause: the holder has just given up the lease, so another attempt may succeed.
      if (found.failures > 0) return { notBefore: found.dueAt };
    }
    return undefined;
  };

  save: Positions['save'] = (lease, progress) =>
    this.#write(lease, [SAVE.with({ ...lease, ...progress })], progress.attempts);

  release: Positions['release'] = async (lease, progress) => {
    if (await this.#write(lease, [RELEASE.with({ ...lease, ...progress })], progress.attempts)) return true;
    const [row] = await this.#db.run(lease.tenant, CATCH_UP.with(lease));
    return row === undefined; // true if another process holds the lease by now
  };

  handOver: Positions['handOver'] = async (lease, progress) => {
    await this.#write(lease, [HAND_OVER.with({ ...lease, ...progress })], progress.attempts);
  };

  fail: Positions['fail'] = async (lease, failure) => {
    const ended = failure.pauseSeconds === undefined ? [END.with(lease)] : [];
    await this.#write(lease, [...ended, FAIL.with({ ...lease, ...failure })], failure.attempts);
  };

  postpone: Positions['postpone'] = async (key) => {
    await this.#db.run(key.tenant, POSTPONE.with(key));
  };

  acknowledge: Positions['acknowledge'] = (key, from, to, attempts = []) => {
    const before = { cursorBefore: from.cursor, acknowledgedBefore: from.acknowledged };
    return this.#db.transaction(key.tenant, async ({ run, finish }) => {
      const moved = await run(ACKNOWLEDGE.with({ ...key, ...to, ...before }));
      if (moved.length === 0) return false;
      await finish(...logOf(key, attempts));
      return true;
    });
  };

  attempts: Positions['attempts'] = async (key, asked) =>
    (await this.#db.run<AttemptRow>(key.tenant, DELIVERIES.with({ ...key, ...asked }))).map(toAttempt);

  control: Positions['control'] = async (key, control, by) =>
    this.#db.transaction(key.tenant, async ({ run, finish }) => {
      const changes = await Promise.all(changesOf(key, control).map((change) => run(change)));
      if (changes.at(-1)?.length === 0) return false;
      await finish(noteOf(key, control, by));
      return true;
    });

  /** Rows of all tenants, except for those on a node that is down. */
  async #readForAll<Row extends QueryResultRow>(call: CallForAll): Promise<readonly Row[]> {
    return (await readForAll<Row>(this.#db, this.#tenants, call)).rows;
  }

  /** Changes a position and logs attempts, in one transaction. @returns whether the last change found the position. */
  async #write(key: StreamKey, changes: readonly Step[], attempts: Progress['attempts']): Promise<boolean> {
    return this.#db.transaction(key.tenant, async ({ run, finish }) => {
      const [found] = await Promise.all([
        Promise.all(changes.map((change) => run(change))),
        finish(...logOf(key, attempts)),
      ]);
      return found.at(-1)?.length !== 0;
    });
  }
}

/** Sorts by tenant and then by stream, as PostgreSQL does in the collation "C". */
function byKey(one: StreamKey, other: StreamKey): number {
  const [a, b] = one.tenant === other.tenant ? [one.stream, other.stream] : [one.tenant, other.tenant];
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Returns a single statement that logs all attempts. Returns no statement if there are no attempts. */
function logOf({ tenant, stream }: StreamKey, attempts: readonly Attempt[]): readonly Step[] {
  if (attempts.length === 0) return [];
  return [
    APPEND_DELIVERIES.with({
      tenant,
      stream,
      ids: attempts.map(() => uuidV7()),
      at: attempts.map(({ at }) => at),
      eventIds: attempts.map(({ eventId }) => eventId),
      eventTypes: attempts.map(({ eventType }) => eventType),
      outcomes: attempts.map(({ outcome }) => outcome),
      statuses: attempts.map(({ status }) => status),
      ms: attempts.map(({ ms }) => ms),
      reasons: attempts.map(({ reason }) => reason),
    }),
  ];
}

function changesOf(key: StreamKey, control: Control): Step[] {
  switch (control.action) {
    case 'pause':
      return [PAUSE.with(key)];
    case 'resume':
      return [RESUME.with(key)];
    case 'replay':
      return [RESUME.with(key), REPLAY.with({ ...key, cursor: control.cursor })];
  }
}

function noteOf({ tenant, stream }: StreamKey, { action }: Control, by: Origin) {
  return noteAction({ tenant, type: 'Stream', key: `${tenant}/${stream}`, name: stream, action }, by);
}

interface HealthRow {
  readonly tenant_id: string;
  readonly stream: string;
  readonly state: StreamPosition['state'];
  readonly failures: number;
  readonly behind_since: Date | null;
}

interface PositionRow extends HealthRow {
  readonly cursor: string;
  readonly acknowledged: readonly string[];
  readonly since: Date;
  readonly failing_since: Date | null;
  readonly last_error: string | null;
  readonly due_at: Date | null;
}

function toHealth(row: HealthRow): PositionHealth {
  return {
    tenant: row.tenant_id,
    stream: row.stream,
    state: row.state,
    failures: row.failures,
    behindSince: row.behind_since ?? undefined,
  };
}

function toPosition(row: PositionRow): StreamPosition {
  return {
    ...toHealth(row),
    cursor: row.cursor,
    acknowledged: row.acknowledged,
    since: row.since,
    failingSince: row.failing_since ?? undefined,
    lastError: row.last_error ?? undefined,
    dueAt: row.due_at ?? undefined,
  };
}

interface AttemptRow {
  readonly at: Date;
  readonly event_id: string;
  readonly event_type: Attempt['eventType'];
  readonly outcome: Attempt['outcome'];
  readonly status: number | null;
  readonly ms: number | null;
  readonly reason: string | null;
}

function toAttempt(row: AttemptRow): Attempt {
  return {
    at: row.at,
    eventId: row.event_id,
    eventType: row.event_type,
    outcome: row.outcome,
    status: row.status ?? undefined,
    ms: row.ms ?? undefined,
    reason: row.reason ?? undefined,
  };
}
