import { randomBytes, randomUUID } from 'node:crypto';

import { load } from 'cheerio';
import express from 'express';
import pino from 'pino';

import type { AdminRole } from '../../service/admin/admin-principal';
import { operationsOn } from '../../service/admin/operations';
import { portalOperations } from '../../service/admin/portal-operations';
import { CONSOLE_PATH } from '../../service/console/console-page';
import { consoleRoutes } from '../../service/console/console-routes';
import { type Attempt, signInByEntra } from '../../service/console/sign-in-by-entra';
import { signInByLink } from '../../service/console/sign-in-by-link';
import type { Person } from '../../service/console/visit';
import { TenantRegistry } from '../../service/directory/tenant-registry';
import { listen } from '../../service/http/listen';
import { outcomes } from '../../service/http/outcome';
import { safeHeaders } from '../../service/http/safe-headers';
import { ASSETS_PATH, assetRoutes } from '../../service/pages/assets';
import { sessionSeal } from '../../service/pages/session';
import { SessionCookie } from '../../service/pages/session-cookie';
import { PortalWatch } from '../../service/portal-watch';
import { SqlOverview } from '../../service/storage/admin/sql-overview';
import { SqlPortal } from '../../service/storage/admin/sql-portal';
import { SqlRoster } from '../../service/storage/admin/sql-roster';
import type { Database } from '../../service/storage/connections/database';
import { openEventLogOn } from '../../service/storage/history/sql-event-log';
import { SqlHistory } from '../../service/storage/history/sql-history';
import { SqlPositions } from '../../service/storage/history/sql-positions';
import { openDesk } from '../../service/streaming';
import { Streams } from '../../service/streams/stream';

import { registryEntry } from './registry-entry';
import { newToken } from './scim-client';

/** Seals the sessions of consoles. */
export const KEY = randomBytes(32);

/** The application that people sign in to, and its directory. */
export const [CLIENT, DIRECTORY] = [randomUUID(), randomUUID()];

const OWN = { 'Sec-Fetch-Site': 'same-origin' };

interface ConsoleOptions {
  /** An OpenID provider. Without it, people sign in by a link. */
  readonly authority?: string;
  readonly key?: Buffer;

  /** Members of the registry entry of contoso. */
  readonly tenant?: object;

  /** Registry entries of further tenants. */
  readonly others?: readonly object[];
}

/** A browser that keeps cookies, follows no redirect, and sends forms as a browser does. */
export type TestBrowser = ReturnType<typeof browserOf>;

/** @param origin of the pages, without a slash at the end. */
export function browserOf(origin: string) {
  const cookies = new Map<string, string>();
  const ask = async (path: string, form?: Record<string, string>, headers: Record<string, string> = OWN) => {
    const response = await fetch(new URL(path, origin), {
      redirect: 'manual',
      headers: {
        Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(form ? { Origin: origin, ...headers } : {}),
      },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return {
      status: response.status,
      to: response.headers.get('Location') ?? '',
      html: await response.text(),
      response,
    };
  };
  return { ask, cookies };
}

/** A console. People sign in at an OpenID provider or, without one, by a link. */
export async function startConsole(
  db: Database,
  { authority, key = KEY, tenant = {}, others = [] }: ConsoleOptions = {},
) {
  const server = await listen(0);
  const publicUrl = `http://localhost:${server.port}`;
  let time = Date.now();
  const now = () => new Date(time);
  const byLink = signInByLink(publicUrl, now);
  const signIn =
    authority === undefined
      ? byLink
      : signInByEntra({
          application: { clientId: CLIENT, directoryId: DIRECTORY, authority },
          attempts: new SessionCookie<Attempt>('sign-in', publicUrl, sessionSeal(key, 'sign-in', now), now),
          publicUrl,
          assertion: () => Promise.resolve('an assertion of the managed identity'),
        });
  const tenants = [registryEntry('contoso', newToken(), tenant), ...others];
  const registry = TenantRegistry.parse(JSON.stringify({ tenants }));
  const history = new SqlHistory(db);
  const positions = new SqlPositions(db);
  const desk = openDesk({ streams: new Streams(registry), positions, openEventLog: openEventLogOn(db), registry });
  const log = pino({ level: 'silent' });
  const accounts = new SqlPortal(db);
  const watch = new PortalWatch(accounts, registry, log);
  const look = () => watch.look();
  const newLink = () => Promise.reject(new Error('no page of the console makes a link'));
  const operations = [
    ...operationsOn({ registry, history, overview: new SqlOverview(db), roster: new SqlRoster(db), desk }),
    ...portalOperations({ registry, accounts, newLink, look }),
  ];
  const cookie = new SessionCookie<Person>('console', publicUrl, sessionSeal(key, 'console', now), now);
  server.serve(
    express()
      .use(outcomes(() => undefined))
      .use(ASSETS_PATH, assetRoutes())
      .use(CONSOLE_PATH, consoleRoutes({ operations, signIn, cookie, publicUrl, log, now })),
    safeHeaders(publicUrl),
  );
  return {
    publicUrl,
    registry,
    accounts,
    look,
    history,
    positions,
    newLink: () => byLink.newLink(),
    browser: () => browserOf(publicUrl),

    /** A browser whose person has used a link. */
    signedIn: async () => {
      const browser = browserOf(publicUrl);
      await browser.ask('/console/sign-in', { code: new URL(byLink.newLink()).searchParams.get('code') ?? '' });
      return browser;
    },
    /** A browser whose person has a role. The session's token is `token`. */
    as: async (role: AdminRole) => {
      const browser = browserOf(publicUrl);
      const person = { id: 'somebody', name: 'Somebody', roles: [role] };
      const session = { person, formToken: 'token', expiresAt: new Date(time + 60_000) };
      browser.cookies.set('console', await sessionSeal<Person>(key, 'console', now).seal(session));
      return browser;
    },
    pass: (seconds: number) => (time += seconds * 1e3),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

/** The field of a page's forms that no other site knows. */
export function formTokenIn(html: string): string {
  return load(html)('input[name=form_token]').val() as string;
}
