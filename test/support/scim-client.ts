import { randomBytes, randomUUID } from 'node:crypto';

import pino, { type Logger } from 'pino';

import { type AppOptions, createApp, type Dependencies } from '../../service/app';
import { TenantRegistry } from '../../service/directory/tenant-registry';
import { News } from '../../service/events/news';
import { listen } from '../../service/http/listen';
import { requestLog } from '../../service/http/request-log';
import { safeHeaders } from '../../service/http/safe-headers';
import { SCIM_PATH } from '../../service/http/scim-base';
import { tellNews } from '../../service/http/tell-news';
import { SigningKeys } from '../../service/security-events/signing-keys';
import { Database, type DatabaseOptions } from '../../service/storage/connections/database';
import { openStoreOn } from '../../service/storage/directory/open-store';
import { openEventLogOn } from '../../service/storage/history/sql-event-log';
import { SqlPositions } from '../../service/storage/history/sql-positions';
import { Streams } from '../../service/streams/stream';

import type { TestDatabase } from './postgres';
import { registryEntry } from './registry-entry';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: any;
}

/** Sends requests to a service over HTTP, as Entra does for one tenant. */
export interface ScimClient {
  /** Base URL, to which `/Users` is appended. */
  readonly url: string;
  readonly token: string;

  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;

  /** Sends a body unchanged, even if it is not JSON. */
  sendText(method: string, path: string, text: string | undefined, headers?: Record<string, string>): Promise<Answer>;
}

/** A running service with its own tenant, and a client for it. Stops when the test ends. */
export interface RunningScim extends ScimClient, AsyncDisposable {
  /** Slug of the tenant. */
  readonly tenant: string;

  /** A client for another tenant of the same service. */
  readonly other: ScimClient;
}

/**
 * Options that differ from the defaults. Time limits are off unless a test sets them, since a busy machine may hit the
 * usual ones.
 */
export interface ScimOptions extends Partial<AppOptions> {
  readonly overrides?: Partial<Dependencies>;

  /** Options of the database, besides the number of connections. */
  readonly database?: DatabaseOptions;

  /**
   * Maximum number of connections to the database.
   *
   * @default 10
   */
  readonly connectionsMax?: number;

  /** Members of the registry entry besides slug and tokens. */
  readonly tenant?: object;

  /**
   * Registry entries of tokens that may read all tenants.
   *
   * @default none
   */
  readonly readers?: readonly object[];

  /**
   * Streams of the registry that tell of all tenants.
   *
   * @default none
   */
  readonly streams?: readonly object[];

  /**
   * Secrets of the keys that sign security event tokens, by their names in the registry. They are read on each use.
   *
   * @default none: there are no such tokens.
   */
  readonly signing?: Record<string, string>;
}

/** Time limits that no test reaches. */
const UNHURRIED = { deadlineSeconds: 300, database: { statementTimeoutMs: 300_000, waitMs: 300_000 } };

/** Starts a service on a database. Every call has its own tenants, so tests do not affect each other. */
export async function startScim(database: TestDatabase, options: ScimOptions = {}): Promise<RunningScim> {
  const slug = `tenant-${randomUUID()}`;
  const tokens = [newToken(), newToken()] as const;
  const registry = TenantRegistry.parse(
    JSON.stringify({
      tenants: [registryEntry(slug, tokens[0], options.tenant), registryEntry(`${slug}-other`, tokens[1])],
      readers: options.readers ?? [],
      streams: options.streams ?? [],
      ...(options.signing ? { signing: Object.keys(options.signing) } : {}),
    }),
  );

  const pool = { connectionString: database.url, max: options.connectionsMax ?? 10 };
  const db = new Database(pool, () => undefined, { ...UNHURRIED.database, ...options.database });
  const openEventLog = openEventLogOn(db);
  const news = options.overrides?.news ?? new News((each) => openEventLog(each).numbering());
  const server = await listen(0);
  const publicUrl = `http://127.0.0.1:${server.port}`;
  const deps: Dependencies = {
    registry,
    openStore: openStoreOn(db),
    openEventLog,
    news,
    check: () => db.check(),
    now: () => new Date(),
    log: silentLog(),
    onLimit: () => undefined,
    securityEvents: {
      keys: new SigningKeys(() => Promise.resolve(Object.values(options.signing ?? {}))),
      streams: new Streams(registry),
      positions: new SqlPositions(db),
    },
    onOutcome: (outcome) => {
      requestLog(options.overrides?.log ?? silentLog())(outcome);
      tellNews(news, outcome);
    },
    ...options.overrides,
  };
  server.serve(
    createApp(deps, { publicUrl, deadlineSeconds: UNHURRIED.deadlineSeconds, ...options }),
    safeHeaders(options.publicUrl ?? publicUrl),
  );

  const url = `${publicUrl}${SCIM_PATH}`;
  return {
    tenant: slug,
    ...scimClient(url, tokens[0]),
    other: scimClient(url, tokens[1]),
    async [Symbol.asyncDispose]() {
      news.close();
      await server.close();
      await db.close();
    },
  };
}

export function scimClient(url: string, token: string): ScimClient {
  const sendText: ScimClient['sendText'] = async (method, path, text, headers = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(text === undefined ? {} : { 'Content-Type': 'application/scim+json; charset=utf-8' }),
        ...headers,
      },
      body: text,
    });
    const answer = await response.text();
    return { status: response.status, headers: response.headers, body: answer && (JSON.parse(answer) as unknown) };
  };
  return {
    url,
    token,
    sendText,
    send: (method, path, body, headers) =>
      sendText(method, path, body === undefined ? undefined : JSON.stringify(body), headers),
  };
}

export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

export function silentLog(): Logger {
  return pino({ level: 'silent' });
}
