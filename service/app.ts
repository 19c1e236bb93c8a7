import express, { type Express, type Request, type Router } from 'express';
import type { Logger } from 'pino';

import { ADMIN_PATH } from './admin/schemas';
import { CONSOLE_PATH } from './console/console-page';
import type { Budget } from './directory/budget';
import { Groups } from './directory/groups';
import type { OnLimit } from './directory/limit';
import { type Notice, oncePerTenant } from './directory/notice';
import type { DirectoryStore, OpenStore } from './directory/store';
import type { TenantRegistry } from './directory/tenant-registry';
import { Users } from './directory/users';
import type { OpenEventLog } from './events/event-log';
import { Feed } from './events/feed';
import type { News } from './events/news';
import { bearerAuth } from './http/bearer-auth';
import { bulkRoutes } from './http/bulk-routes';
import { discoveryRoutes, publicDiscoveryRoutes } from './http/discovery-routes';
import { endpointsOf } from './http/endpoints';
import { errorHandler, explainTo } from './http/error-handler';
import { eventRoutes } from './http/event-routes';
import { type OnOutcome, outcomes } from './http/outcome';
import { limitReaders } from './http/reader';
import { baseUrlOf, budgetOf, contextOf, principalOf, tenantOf } from './http/request-context';
import { RequestRates } from './http/request-rates';
import { resourceRoutes } from './http/resource-routes';
import {
  Room,
  ROOM_FOR_ANSWERS,
  ROOM_FOR_LARGE_BODIES,
  ROOM_FOR_LONG_BODIES,
  type RoomFor,
  type RoomOptions,
} from './http/room';
import { rootSearchRoutes } from './http/root-search-routes';
import { SCIM_PATH, scimBase, TENANT_SCIM_PATH } from './http/scim-base';
import { scimBody } from './http/scim-body';
import { showAt } from './http/show-at';
import { tidyUrl } from './http/tidy-url';
import { outsideOf, unknownRoutes } from './http/unknown-routes';
import { wrongTenantUrl } from './http/wrong-tenant-url';
import { ASSETS_PATH, assetRoutes } from './pages/assets';
import { PORTAL_PATH } from './portal/portal-frame';
import { Readiness } from './readiness';
import { announcedUris } from './security-events/announced-uris';
import { pollRoutes } from './security-events/poll-routes';
import type { SecurityEvents } from './security-events/security-events';
import { transmitterRoutes } from './security-events/transmitter-routes';
import type { ClientAddress } from './settings';

/** All external dependencies of the service. Tests pass their own. */
export interface Dependencies {
  readonly registry: TenantRegistry;
  readonly openStore: OpenStore;
  readonly openEventLog: OpenEventLog;
  readonly news: News;

  /** Throws an error when requests cannot be served. */
  readonly check: () => Promise<void>;

  readonly now: () => Date;
  readonly log: Logger;
  readonly onLimit: OnLimit;

  /** Called with the outcome of each request. */
  readonly onOutcome: OnOutcome;

  /** The admin API. @default - there is no admin API. */
  readonly admin?: Router | undefined;

  /** The console. @default - there is no console. */
  readonly console?: Router | undefined;

  /**
   * The dependencies for delivering security event tokens. The public keys that verify the tokens are published only if
   * the registry names a secret for signing.
   */
  readonly securityEvents: SecurityEvents;
  /** The portal. @default - there is no portal. */
  readonly portal?: Router | undefined;
}

export interface AppOptions {
  /** URL at which clients reach the service, for example `https://scim.example.com`. */
  readonly publicUrl: string;

  /**
   * Where to read a client's address: from the connection, or from the last entry of `X-Forwarded-For`, which the proxy
   * in front of the service writes. Without such a proxy, clients could write any address into that header.
   *
   * @default 'connection'
   */
  readonly clientAddress?: ClientAddress;

  /**
   * Maximum size of the body of a request, in bytes.
   *
   * @default 1 MiB
   */
  readonly bodyLimit?: number;

  /**
   * Access to the discovery endpoints: `public` for everybody, `token` only for clients with a token. Without a token,
   * the answers contain nothing about any tenant.
   *
   * @default public
   */
  readonly discovery?: 'public' | 'token';

  /**
   * Maximum duration of a request after its body has been read, in seconds.
   *
   * @default 20 - less than the time for which Entra waits for an answer.
   */
  readonly deadlineSeconds?: number;

  /**
   * Maximum size of the body of a POST, PUT or PATCH of a group, in bytes. Such a body may list many members.
   *
   * @default 16 MiB
   */
  readonly groupBodyLimit?: number;

  /** Limits how many large answers may be in memory at the same time. */
  readonly roomForAnswers?: RoomOptions;

  /** Limits how many long bodies may be in memory at the same time. */
  readonly roomForLongBodies?: RoomOptions;

  /**
   * Limits how many very large bodies may be in memory at the same time. Only requests for groups may have such bodies.
   */
  readonly roomForLargeBodies?: RoomOptions;

  /**
   * Maximum time that a client may take to read a long answer, in seconds.
   *
   * @default 60
   */
  readonly readerSeconds?: number;
}

/** Creates the service as an Express application. A request passes through the handlers in the order below. */
export function createApp(deps: Dependencies, options: AppOptions): Express {
  const {
    publicUrl,
    deadlineSeconds,
    readerSeconds,
    clientAddress = 'connection',
    bodyLimit = 1024 * 1024,
    groupBodyLimit = 16 * 1024 * 1024,
    discovery = 'public',
  } = options;
  const { registry, openStore, openEventLog, news, now, log, onLimit, onOutcome, securityEvents } = deps;

  const noticeOf = oncePerTenant((about, notice) => {
    log.warn(about, notice);
  });

  const readiness = new Readiness(deps.check);
  const explain = explainTo(log, onLimit);
  const roomForAnswer = roomFor(options.roomForAnswers ?? ROOM_FOR_ANSWERS);
  const roomsForBodies = {
    long: roomFor(options.roomForLongBodies ?? ROOM_FOR_LONG_BODIES),
    large: roomFor(options.roomForLargeBodies ?? ROOM_FOR_LARGE_BODIES),
  };

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple'); // a query string must not create nested objects
  // Only the last entry of the header is trusted, because the client may have written the others.
  app.set('trust proxy', clientAddress === 'forwarded' ? 1 : false);

  app.get('/healthz', (_req, res) => {
    res.json({ status: 'ok' });
  });
  app.get('/readyz', async (_req, res) => {
    try {
      await readiness.require();
      res.json({ status: 'ready' });
    } catch (error) {
      // The reason appears only in the log, because anybody may send this request.
      log.warn({ err: error }, 'not ready');
      res.status(503).json({ status: 'not ready' });
    }
  });

  const endpoints = endpointsOf({
    users: (req) => new Users(tenantOf(req), storeOf(req).users, now, noticesOf(req)),
    groups: (req) => new Groups(tenantOf(req), storeOf(req).groups, now, noticesOf(req)),
  });

  const scim = express.Router();
  if (discovery === 'public') scim.use(publicDiscoveryRoutes(bodyLimit));
  scim.use(bearerAuth(registry, new RequestRates(), now));
  scim.use(scimBody({ ordinary: bodyLimit, group: groupBodyLimit }, roomsForBodies));
  scim.options(/.*/, unknownRoutes); // without this, Express would send a plain string
  for (const endpoint of endpoints) scim.use(endpoint.type.endpoint, resourceRoutes(endpoint, roomForAnswer));
  scim.use(eventRoutes({ feedOf, news, deadlineSeconds }));
  scim.use(pollRoutes({ ...securityEvents, publicUrl, feedOf, news, now, log, deadlineSeconds }));
  scim.use(discoveryRoutes({ rolesOf: (req) => tenantOf(req).roles.values, eventUrisOf }, bodyLimit));
  scim.use(rootSearchRoutes(endpoints, roomForAnswer));
  scim.use(
    bulkRoutes(
      (req) => endpoints.map(({ type, directoryOf }) => ({ type, directory: directoryOf(req) })),
      (req) => budgetOf(req, deadlineSeconds),
      explain,
    ),
  );
  scim.use(unknownRoutes);

  app.use(tidyUrl, outcomes(onOutcome), limitReaders(onLimit, readerSeconds));
  if (deps.admin) app.use(ADMIN_PATH, deps.admin);
  if (registry.signing.length > 0) app.use(transmitterRoutes(publicUrl, securityEvents.keys));
  if (deps.console ?? deps.portal) app.use(ASSETS_PATH, assetRoutes());
  if (deps.console) app.use(CONSOLE_PATH, deps.console);
  if (deps.portal) app.use(PORTAL_PATH, deps.portal);
  app.use([SCIM_PATH, TENANT_SCIM_PATH], scimBase(publicUrl), scim);
  app.use(outsideOf(`${publicUrl}${SCIM_PATH}`));
  app.use(wrongTenantUrl(publicUrl, registry, log));
  app.use(errorHandler(explain));
  return app;

  function noticesOf(req: Request): Notice {
    return noticeOf(tenantOf(req).slug, contextOf(req).requestId);
  }

  function roomFor(roomOptions: RoomOptions): RoomFor {
    const room = new Room(roomOptions);
    return (req, res) => room.enter(tenantOf(req).slug, res);
  }

  function eventUrisOf(req: Request): readonly string[] {
    return announcedUris(securityEvents.streams.of(tenantOf(req)));
  }

  function feedOf(req: Request, budget: Budget): Feed {
    const baseUrl = baseUrlOf(req);
    return new Feed(
      tenantOf(req),
      openEventLog(tenantOf(req), budget),
      showAt(() => baseUrl),
    );
  }

  function storeOf(req: Request): DirectoryStore {
    const origin = { requestId: contextOf(req).requestId, tokenId: principalOf(req).tokenId };
    return openStore(tenantOf(req), origin, budgetOf(req, deadlineSeconds));
  }
}
