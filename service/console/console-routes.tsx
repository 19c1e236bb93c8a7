import { type Request, type RequestHandler, Router, urlencoded } from 'express';
import type { Logger } from 'pino';
import type { VNode } from 'preact';

import type { Operation } from '../admin/operation';
import { Problem } from '../admin/problem';
import { contextOf } from '../http/request-context';
import { Room } from '../http/room';
import { compressPages } from '../pages/compress-pages';
import { requireOwnForm } from '../pages/form-token';
import { pageHeaders } from '../pages/page-headers';
import { sendPage } from '../pages/render';
import type { Session } from '../pages/session';
import type { SessionCookie } from '../pages/session-cookie';
import { showTrouble } from '../pages/show-trouble';

import { accessPage } from './access-page';
import { activityPage } from './activity-page';
import { asking } from './ask';
import { CONSOLE_PATH, ConsolePage } from './console-page';
import { accessFile, activityFile, type CsvFile, refusedFile } from './csv-files';
import { fleetPage } from './fleet-page';
import { groupPage } from './group-page';
import { groupsPage } from './groups-page';
import { refusedPage } from './refused-page';
import { sendCsv } from './send-csv';
import { type SignIn, SIGN_IN_PATH } from './sign-in';
import { streamsPage } from './streams-page';
import { tenantPage } from './tenant-page';
import { tokensPage } from './tokens-page';
import { userPage } from './user-page';
import { usersPage } from './users-page';
import type { Person, Visit } from './visit';

export interface ConsoleOptions {
  /** The operations of the admin API, from which the pages get all their data. */
  readonly operations: readonly Operation[];
  readonly signIn: SignIn;
  readonly cookie: SessionCookie<Person>;
  readonly publicUrl: string;
  readonly log: Logger;
  readonly now: () => Date;
}

interface Route {
  /** Path of the page, relative to the console's path, in Express's notation. */
  readonly path: string;
  readonly page: (visit: Visit) => Promise<VNode>;

  /** Returns the page as a CSV file, which is sent if the query contains `format=csv`. */
  readonly file?: (visit: Visit) => CsvFile;
}

/** All pages of the console. */
const ROUTES: readonly Route[] = [
  { path: '/', page: fleetPage },
  { path: '/tenants/:tenant', page: tenantPage },
  { path: '/tenants/:tenant/users', page: usersPage },
  { path: '/tenants/:tenant/users/:id', page: userPage },
  { path: '/tenants/:tenant/groups', page: groupsPage },
  { path: '/tenants/:tenant/groups/:id', page: groupPage },
  { path: '/tenants/:tenant/activity', page: activityPage, file: activityFile },
  { path: '/tenants/:tenant/refused', page: refusedPage, file: refusedFile },
  { path: '/tenants/:tenant/access', page: accessPage, file: accessFile },
  { path: '/tenants/:tenant/tokens', page: tokensPage },
  { path: '/tenants/:tenant/streams', page: streamsPage },
];

interface Act {
  /**
   * Path of the action, relative to the console's path. After the action, the browser is redirected to this path with
   * the last two segments removed.
   */
  readonly path: string;
  readonly act: (visit: Visit) => Promise<unknown>;
}

/** The actions of operators. The admin API checks the person's role, and history records who acted. */
const ACTS: readonly Act[] = [
  { path: '/tenants/:tenant/tokens/:token/revoke', act: ({ ask, path }) => ask('revokeToken', path) },
  { path: '/tenants/:tenant/scim/disable', act: ({ ask, path }) => ask('disableScim', path) },
  { path: '/tenants/:tenant/streams/:stream/pause', act: ({ ask, path }) => ask('pauseStream', path) },
  { path: '/tenants/:tenant/streams/:stream/resume', act: ({ ask, path }) => ask('resumeStream', path) },
  {
    path: '/tenants/:tenant/streams/:stream/replay',
    act: ({ ask, path }) => ask('replayStream', { ...path, from: 'oldest' }),
  },
];

/**
 * Limits how many pages are built at the same time, in total and per person, because each page takes database
 * connections and memory.
 */
const ROOM = { places: 8, placesPerTenant: 4, waiting: 100, waitSeconds: 8 };

/** Parses the body of a form, up to 1 KiB. */
const FORM = urlencoded({ extended: false, limit: 1024 });

/** The console: pages about all tenants, for people who are signed in as operators or auditors. */
export function consoleRoutes({ operations, signIn, cookie, publicUrl, log, now }: ConsoleOptions): Router {
  const room = new Room(ROOM);
  const { origin } = new URL(publicUrl);
  const router = Router();
  router.use(pageHeaders, compressPages);
  router.use(
    SIGN_IN_PATH.slice(CONSOLE_PATH.length),
    signIn.routes(async (res, person) => {
      await cookie.begin(res, person, signIn.sessionSeconds);
      res.redirect(303, CONSOLE_PATH);
    }),
  );
  router.post('/sign-out', FORM, async (req, res) => {
    const session = await cookie.read(req);
    if (session) requireOwnForm(req, origin, session.formToken);
    cookie.end(res);
    sendPage(res, <SignedOut />);
  });
  for (const route of ROUTES) router.get(route.path, show(route));
  for (const { path, act } of ACTS) router.post(path, FORM, perform(act));
  router.use(() => {
    throw new Problem(404, 'the console has no page at this address');
  });
  router.use(
    showTrouble({
      name: 'console',
      log,
      back: { href: CONSOLE_PATH, words: 'Back to the fleet' },
      frame: async (title, trouble, req) => (
        <ConsolePage title={title} visit={await cookie.read(req)}>
          {trouble}
        </ConsolePage>
      ),
    }),
  );
  return router;

  function show({ page, file }: Route): RequestHandler {
    return async (req, res) => {
      const session = await cookie.read(req);
      if (!session) {
        res.redirect(303, SIGN_IN_PATH);
        return;
      }
      await room.enter(session.person.id, res);
      const visit = visitOf(req, session);
      const { tenant = '' } = visit.path;
      if (file && visit.query['format'] === 'csv') await sendCsv(res, fileName(req, tenant), file(visit));
      else sendPage(res, await page(visit));
    };
  }

  function perform(act: Act['act']): RequestHandler {
    return async (req, res) => {
      const session = await cookie.read(req);
      if (!session) throw new Problem(403, 'your session is over; sign in again');
      requireOwnForm(req, origin, session.formToken);
      await room.enter(session.person.id, res);
      await act(visitOf(req, session));
      res.redirect(303, `${CONSOLE_PATH}${req.path.split('/').slice(0, -2).join('/')}`);
    };
  }

  function visitOf(req: Request, { person, formToken }: Session<Person>): Visit {
    const query = Object.fromEntries(
      Object.entries(req.query).filter((each): each is [string, string] => typeof each[1] === 'string'),
    );
    return {
      ask: asking(operations, person, contextOf(req).requestId, log),
      person,
      formToken,
      now: now(),
      path: req.params as Record<string, string>,
      query,
    };
  }

  /** Name of a CSV file, made of the tenant, the page and the day. */
  function fileName({ path }: Request, tenant: string): string {
    return `${tenant}-${path.split('/').at(-1) ?? ''}-${now().toISOString().slice(0, 10)}.csv`;
  }
}

/**
 * The page after a sign-out. It does not redirect to the sign-in page, because a person who is still signed in to Entra
 * would immediately be signed in here again.
 */
function SignedOut() {
  return (
    <ConsolePage title="You are signed out of the console">
      <p>
        <a href={SIGN_IN_PATH}>Sign in again</a>
      </p>
    </ConsolePage>
  );
}
