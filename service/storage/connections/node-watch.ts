import type { Pool, PoolClient, PoolConfig } from 'pg';

import { StoreUnavailable } from '../../directory/store';
import { isPgError, QUERY_CANCELED } from '../pg-error';
import { hasCitus } from '../setup/cluster';

import { NODES_OF_TENANTS, type NodeOfTenants } from './nodes-of-tenants';
import { type BrokenConnection, connect, openPool } from './pool';

/** How long work may wait for an answer before the nodes are checked, in milliseconds. */
const SUSPECT_MS = 2_000;

/** How long a node may take to answer a check, in milliseconds. A node that takes longer counts as silent. */
const ANSWER_MS = 3_000;

/** Interval between checks while a node is silent, in milliseconds. */
const EVERY_MS = 1_000;

/** The node of a cluster that holds a tenant's rows, or one of all nodes, does not answer. */
export class NodeSilent extends StoreUnavailable {
  constructor(node: string) {
    super(`node ${node} of the cluster does not answer`);
  }
}

/** Work that waits for an answer of the database. */
export interface WaitingWork {
  /** The tenant that the work is for. Undefined when it reads from all nodes. */
  readonly tenant: string | undefined;

  /** Ends the work at once, and frees its connection. */
  readonly giveUp: (reason: NodeSilent) => void;
}

interface Noted {
  readonly work: WaitingWork;
  readonly since: number;
}

/**
 * Notices when a node of a cluster hangs: it keeps its connections open, but does not answer. Each statement for a tenant
 * of this node would hold a connection until it is cancelled, and soon the other tenants would wait for a connection in
 * vain. So statements for tenants of the node fail immediately, until the node answers again.
 *
 * The nodes are checked only when some work has been waiting for two seconds, so on a server, and on a healthy cluster,
 * a watch costs nothing. Within six seconds after a node has begun to hang, it is known to be silent.
 */
export class NodeWatch {
  readonly #pool: Pool;
  readonly #tenants: readonly string[];
  readonly #onChange: (node: string, isSilent: boolean) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #waiting = new Set<Noted>(); // the oldest comes first
  #silent: ReadonlyMap<string, string> = new Map();
  #checking: Promise<void> | undefined;

  /**
   * @param config connection to the coordinator.
   * @param tenants slugs of all tenants.
   * @param onChange called when a node becomes silent, and when it answers again.
   */
  constructor(
    config: PoolConfig,
    tenants: readonly string[],
    onChange: (node: string, isSilent: boolean) => void,
    onBroken: (broken: BrokenConnection) => void,
  ) {
    this.#tenants = tenants;
    this.#onChange = onChange;
    // Each connection serves one check, because Citus cannot cancel a statement on a connection that it has kept to a
    // node that hangs. It can cancel its attempt to open one.
    const limits = { max: 32, maxUses: 1, connectionTimeoutMillis: ANSWER_MS, query_timeout: 2 * ANSWER_MS };
    this.#pool = openPool({ ...config, ...limits }, ANSWER_MS, onBroken);
    this.#timer = setInterval(() => {
      this.#checkIfNeeded();
    }, EVERY_MS).unref();
  }

  /** The tenants whose node does not answer, each with its node. */
  get silent(): ReadonlyMap<string, string> {
    return this.#silent;
  }

  /** Notes work that has begun. @returns a function to call when the work has ended. */
  note(work: WaitingWork): () => void {
    const noted = { work, since: performance.now() };
    this.#waiting.add(noted);
    return () => this.#waiting.delete(noted);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#checking;
    await this.#pool.end();
  }

  #checkIfNeeded(): void {
    const [oldest] = this.#waiting;
    if (this.#silent.size === 0 && !(oldest && isLate(oldest))) return;
    // If the coordinator does not answer either, nothing is known about the nodes.
    this.#checking ??= this.#check()
      .catch(() => undefined)
      .finally(() => (this.#checking = undefined));
  }

  async #check(): Promise<void> {
    const nodes = await this.#over(async (client) => {
      if (!(await hasCitus(client))) return [];
      return (await client.query<NodeOfTenants>(NODES_OF_TENANTS.with({ tenants: this.#tenants }))).rows;
    });
    const answers = await Promise.all(nodes.map((node) => this.#answers(node)));
    const silent = nodes.filter((_, index) => !answers[index]);
    const before = new Set(this.#silent.values());
    this.#silent = new Map(silent.flatMap((node) => node.tenants.map((tenant) => [tenant, nameOf(node)] as const)));
    for (const node of nodes.map(nameOf)) {
      const isSilent = silent.some((each) => nameOf(each) === node);
      if (isSilent !== before.has(node)) this.#onChange(node, isSilent);
    }
    this.#giveUp();
  }

  async #answers({ host, port }: NodeOfTenants): Promise<boolean> {
    try {
      return await this.#over(async (client) => {
        const text = 'select citus_check_connection_to_node($1, $2) as answers';
        return (await client.query<{ answers: boolean }>(text, [host, port])).rows[0]?.answers === true;
      });
    } catch (error) {
      // Another error, such as a missing privilege or a busy coordinator, says nothing about the node.
      return !isPgError(error, QUERY_CANCELED) && !isReadTimeout(error);
    }
  }

  /** Ends the work that waits for a silent node. */
  #giveUp(): void {
    const [anyNode] = this.#silent.values();
    for (const noted of [...this.#waiting]) {
      const { tenant, giveUp } = noted.work;
      const node = tenant === undefined ? isLate(noted) && anyNode : this.#silent.get(tenant);
      if (node) giveUp(new NodeSilent(node));
    }
  }

  async #over<Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result> {
    const client = await connect(this.#pool);
    try {
      return await work(client);
    } finally {
      client.release(true);
    }
  }
}

/** Whether pg stopped waiting, because the server did not even cancel the statement. */
function isReadTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout';
}

function isLate({ since }: Noted): boolean {
  return performance.now() - since > SUSPECT_MS;
}

function nameOf({ host, port }: NodeOfTenants): string {
  return `${host}:${port}`;
}
