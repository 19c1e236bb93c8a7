import express, { type Express, type Request } from 'express';
import type { Logger } from 'pino';

import { Groups } from './directory/groups';
import type { OnLimit } from './directory/limit';
import { oncePerTenant } from './directory/notice';
import type { DirectoryStore, Group, OpenStore, User } from './directory/store';
import type { TenantRegistry } from './directory/tenant-registry';
import { Users } from './directory/users';
import { bearerAuth } from './http/bearer-auth';
import { bulkRoutes } from './http/bulk-routes';
import { discoveryRoutes } from './http/discovery-routes';
import { errorHandler, explainTo } from './http/error-handler';
import { limitReaders } from './http/reader';
import { renderGroup, renderUser, userTag } from './http/render';
import { contextOf, tokenOf } from './http/request-context';
import { type Observe, requestLog } from './http/request-log';
import { type Endpoint, resourceRoutes } from './http/resource-routes';
import { Room, ROOM_FOR_ANSWERS, ROOM_FOR_BODIES, type RoomFor, type RoomOptions } from './http/room';
import { rootSearchRoutes } from './http/root-search-routes';
import { scimBody } from './http/scim-body';
import { tidyUrl } from './http/tidy-url';
import { outsideOf, unknownRoutes } from './http/unknown-routes';
import { entityTag } from './scim/entity-tag';
import type { Resource } from './scim/resource';
import { GROUP, USER } from './scim/resource-type';

/** All that the service needs from outside. Tests pass their own. */
export interface Dependencies {
  readonly registry: TenantRegistry;
  readonly openStore: OpenStore;

  /** Fails when requests cannot be served. */
  readonly check: () => Promise<void>;

  readonly now: () => Date;
  readonly log: Logger;
  readonly observe: Observe;
  readonly onLimit: OnLimit;
}

export interface AppOptions {
  /** URL under which clients reach the service, for example `https://scim.example.com`. */
  readonly publicUrl: string;

  /**
   * Most bytes of a request's body.
   *
   * @default 1 MiB
   */
  readonly bodyLimit?: number;

  /**
   * Most bytes of the body of a POST, PUT or PATCH of a group, which may name many members.
   *
   * @default 16 MiB
   */
  readonly groupBodyLimit?: number;

  /** How many large answers are in memory at a time. */
  readonly roomForAnswers?: RoomOptions;

  /** How many large bodies are in memory at a time. */
  readonly roomForBodies?: RoomOptions;

  /**
   * Longest that a client may take to read a long answer.
   *
   * @default 60
   */
  readonly readerSeconds?: number;
}

/** Path of the SCIM endpoint, to which Entra appends `/Users` and `/Groups`. */
export const SCIM_PATH = '/scim/v2';

/** The service, ready to listen. The order below is the order in which a request meets it. */
export function createApp(deps: Dependencies, options: AppOptions): Express {
  const { publicUrl, bodyLimit = 1024 * 1024, groupBodyLimit = 16 * 1024 * 1024, readerSeconds } = options;
  const { registry, openStore, now, log, observe, onLimit } = deps;
  const baseUrl = `${publicUrl}${SCIM_PATH}`;

  const noticeOf = oncePerTenant((tenant, notice) => {
    log.warn({ tenant }, notice);
  });

  const explain = explainTo(log);
  const roomForAnswer = roomFor(options.roomForAnswers ?? ROOM_FOR_ANSWERS);
  const roomForBody = roomFor(options.roomForBodies ?? ROOM_FOR_BODIES);

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple'); // no nested objects out of a query string

  app.get('/healthz', (_req, res) => {
    res.json({ status: 'ok' });
  });
  app.get('/readyz', async (_req, res) => {
    try {
      await deps.check();
      res.json({ status: 'ready' });
    } catch (error) {
      // Why is for the operators: anybody may ask.
      log.warn({ err: error }, 'not ready');
      res.status(503).json({ status: 'not ready' });
    }
  });

  const endpoints = [
    {
      type: USER,
      directoryOf: (req: Request) => new Users(tokenOf(req).tenant, storeOf(req).users, now),
      render: renderUser,
      tagOf: userTag,
      relatedAttribute: 'groups',
      patchAnswers: 'representation',
    } satisfies Endpoint<User>,
    {
      type: GROUP,
      directoryOf: (req: Request) =>
        new Groups(tokenOf(req).tenant, storeOf(req).groups, now, noticeOf(tokenOf(req).tenant.slug)),
      render: renderGroup,
      tagOf: ({ version }) => entityTag(version),
      relatedAttribute: 'members',
      patchAnswers: 'minimal',
    } satisfies Endpoint<Group>,
  ] as readonly Endpoint<Resource>[];

  const scim = express.Router();
  scim.use(bearerAuth(registry, now), scimBody({ ordinary: bodyLimit, group: groupBodyLimit }, roomForBody));
  scim.options(/.*/, unknownRoutes); // else Express answers with a text of its own
  for (const endpoint of endpoints) scim.use(endpoint.type.endpoint, resourceRoutes(endpoint, roomForAnswer, baseUrl));
  scim.use(discoveryRoutes(bodyLimit, baseUrl), rootSearchRoutes(endpoints, roomForAnswer, baseUrl));
  scim.use(
    bulkRoutes(
      (req) => endpoints.map(({ type, directoryOf }) => ({ type, directory: directoryOf(req) })),
      explain,
      baseUrl,
    ),
  );
  scim.use(unknownRoutes);

  app.use(tidyUrl, requestLog(log, observe), limitReaders(onLimit, readerSeconds));
  app.use(SCIM_PATH, scim);
  app.use(outsideOf(baseUrl));
  app.use(errorHandler(explain));
  return app;

  function roomFor(roomOptions: RoomOptions): RoomFor {
    const room = new Room(roomOptions, onLimit);
    return (req, res) => room.enter(tokenOf(req).tenant.slug, res);
  }

  function storeOf(req: Request): DirectoryStore {
    const { id: tokenId, tenant } = tokenOf(req);
    return openStore(tenant, { requestId: contextOf(req).requestId, tokenId });
  }
}
