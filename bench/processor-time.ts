import { readdirSync, readFileSync } from 'node:fs';

import type { Client } from 'pg';

/** Ids of the processes to measure: the server that answers, and PostgreSQL's first process. */
export interface Processes {
  readonly server: number;
  readonly postgres: number;
}

/** Processor time in milliseconds. */
export interface Spent {
  readonly server: number;
  readonly postgres: number;
}

/** Length of a Linux clock tick, the unit of processor times in /proc. */
const TICK_MS = 10;

/** The processor time that the given processes have used since they started. Undefined on systems without /proc. */
export function processorTime({ server, postgres }: Processes): Spent | undefined {
  if (process.platform !== 'linux') return undefined;
  const all = processes();
  const backends = all.filter(({ parent }) => parent === postgres);
  const [serverItself, postmaster] = [server, postgres].map((wanted) => all.find(({ id }) => id === wanted));
  if (!serverItself || !postmaster) throw new Error(`one of the processes ${server} and ${postgres} has ended`);
  return {
    server: serverItself.ownMs,
    // The time of a backend that has ended is included in its parent's time.
    postgres: postmaster.ownMs + postmaster.endedMs + backends.reduce((sum, { ownMs }) => sum + ownMs, 0),
  };
}

/** Id of PostgreSQL's first process. */
export async function postmasterOf(database: Client): Promise<number> {
  const { rows } = await database.query<{ id: number }>('select pg_backend_pid() as id');
  return parentOf(rows[0]?.id ?? NaN);
}

function parentOf(processId: number): number {
  const found = processes().find(({ id }) => id === processId);
  if (!found) throw new Error(`there is no process ${processId}`);
  return found.parent;
}

interface Process {
  readonly id: number;
  readonly parent: number;
  readonly ownMs: number;

  /** Processor time of child processes that have ended. */
  readonly endedMs: number;
}

function processes(): Process[] {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (read(Number(name)) ?? []) : []));
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function read(id: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${id}/stat`, 'utf8');
    const [, parent, , , , , , , , , , user, system, usersOfEnded, systemsOfEnded] = stat
      .slice(stat.lastIndexOf(')') + 2) // the program's name comes before this and may contain any character
      .split(' ')
      .map(Number);
    const ms = (...ticks: (number | undefined)[]) =>
      ticks.reduce<number>((sum, tick) => sum + (tick ?? NaN), 0) * TICK_MS;
    return { id, parent: parent ?? NaN, ownMs: ms(user, system), endedMs: ms(usersOfEnded, systemsOfEnded) };
  } catch {
    return undefined; // the process ended meanwhile
  }
}
