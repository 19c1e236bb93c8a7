import { randomBytes } from 'node:crypto';

import { type Request, type Response, Router, urlencoded } from 'express';
import type { Logger } from 'pino';

import { includesScim, planName } from '../../account/plan';
import { Problem } from '../admin/problem';
import { isPortalTokenId, type PortalAccounts, TokenRefused } from '../directory/portal-account';
import type { Origin } from '../directory/store';
import type { Tenant } from '../directory/tenant';
import { sha256, type TenantRegistry } from '../directory/tenant-registry';
import { contextOf } from '../http/request-context';
import { RequestRates } from '../http/request-rates';
import { Room } from '../http/room';
import { compressPages } from '../pages/compress-pages';
import { isFromOwnPage, requireOwnForm } from '../pages/form-token';
import { pageHeaders } from '../pages/page-headers';
import { sendPage } from '../pages/render';
import type { Session } from '../pages/session';
import type { SessionCookie } from '../pages/session-cookie';
import { showTrouble } from '../pages/show-trouble';

import type { Account } from './account';
import { AccountPage } from './account-page';
import { Continue, NeedsLink, SignedOut, UsedLink } from './link-pages';
import { PORTAL_PATH, PortalFrame } from './portal-frame';
import type { PortalLinks } from './portal-links';
import { tenantFile } from './tenant-file';
import { TOKEN_DAYS, type TokenOutcome } from './token-step';

/** A person who signed in with a link. */
export interface PortalPerson {
  /** Slug of the only tenant whose account the person may see in this session. */
  readonly tenant: string;

  /** The person's id in the product. */
  readonly subject: string;
}

export interface PortalOptions {
  readonly registry: TenantRegistry;
  readonly accounts: PortalAccounts;
  readonly links: Pick<PortalLinks, 'use'>;
  readonly cookie: SessionCookie<PortalPerson>;

  /** Reads all the data that the page shows about an account. */
  readonly read: (tenant: Tenant) => Promise<Account>;

  /** Updates the registry of this replica from the database, so that the page shows a change that was just made. */
  readonly look: () => Promise<void>;
  readonly publicUrl: string;
  readonly log: Logger;
  readonly now: () => Date;
}

const SESSION_SECONDS = 3600;
const DAY_MS = 86_400_000;

/**
 * Limits how many pages are built at the same time, in total and per account, because each page needs several database
 * connections.
 */
const ROOM = { places: 4, placesPerTenant: 2, waiting: 100, waitSeconds: 8 };

/** The portal: the page on which the admin of an account sets up provisioning. */
export function portalRoutes(options: PortalOptions): Router {
  const { registry, accounts, links, cookie, read, look, publicUrl, log, now } = options;
  const room = new Room(ROOM);
  const rates = new RequestRates();
  const { origin } = new URL(publicUrl);
  const form = urlencoded({ extended: false, limit: 4096 });
  const router = Router();
  router.use(pageHeaders, compressPages);

  router.get('/sign-in', ({ query: { account, code } }, res) => {
    const isLink = typeof account === 'string' && typeof code === 'string';
    sendPage(res, isLink ? <Continue account={account} code={code} /> : <NeedsLink />, isLink ? 200 : 401);
  });
  router.post('/sign-in', form, async (req, res) => {
    const { account, code } = req.body as Record<string, unknown>;
    const isLink = typeof account === 'string' && typeof code === 'string' && isFromOwnPage(req, origin);
    const subject = isLink && registry.findTenant(account) ? await links.use(account, code) : undefined;
    if (subject === undefined) {
      rates.admitStranger(req, 'open the page from your account settings');
      sendPage(res, <UsedLink />, 403);
      return;
    }
    await cookie.begin(res, { tenant: String(account), subject }, SESSION_SECONDS);
    log.info({ requestId: contextOf(req).requestId, tenant: account, subject }, 'a person signed in to the portal');
    res.redirect(303, PORTAL_PATH);
  });
  router.post('/sign-out', form, async (req, res) => {
    const session = await cookie.read(req);
    if (session) requireOwnForm(req, origin, session.formToken);
    cookie.end(res);
    sendPage(res, <SignedOut />);
  });

  router.get('/', async (req, res) => {
    const visit = await visitOf(req, res);
    if (visit) await show(res, visit);
  });
  router.get('/tenant-file', async (req, res) => {
    const visit = await visitOf(req, res);
    if (visit)
      res
        .type('text/yaml')
        .attachment(`${visit.tenant.slug}.yaml`)
        .send(tenantFile(await read(visit.tenant)));
  });
  router.post('/scim', form, async (req, res) => {
    const visit = await actionOf(req, res);
    if (!visit) return;
    const { enabled } = req.body as Record<string, unknown>;
    if (enabled !== 'true' && enabled !== 'false') throw new Problem(400, 'the switch is either on or off');
    await accounts.switchScim(visit.tenant.slug, enabled === 'true', visit.by);
    await look();
    res.redirect(303, PORTAL_PATH);
  });
  router.post('/tokens', form, async (req, res) => {
    const visit = await actionOf(req, res);
    if (!visit) return;
    const { days, made } = req.body as Record<string, unknown>;
    const known = TOKEN_DAYS.find((each) => String(each) === days);
    if (known === undefined || !/^\d{1,6}$/.test(String(made))) throw new Problem(400, 'choose how long it is valid');
    const token = randomBytes(32).toString('base64url');
    const expiresAt = new Date(now().getTime() + known * DAY_MS);
    try {
      const asked = { sha256: sha256(token), now: now(), expiresAt, made: Number(made) };
      const id = await accounts.addToken(visit.tenant.slug, asked, visit.by);
      await look();
      await show(res, visit, { made: { id, token } });
    } catch (error) {
      if (!(error instanceof TokenRefused)) throw error;
      await show(res, visit, { refused: error.message });
    }
  });
  router.post('/tokens/:id/revoke', form, async (req, res) => {
    const visit = await actionOf(req, res);
    if (!visit) return;
    const { id } = req.params;
    if (!isPortalTokenId(id)) throw new Problem(404, 'the account has no such token');
    await accounts.revokeToken(visit.tenant.slug, id, visit.by);
    await look();
    res.redirect(303, `${PORTAL_PATH}#token`);
  });
  router.use(() => {
    throw new Problem(404, 'the portal has no page at this address');
  });
  router.use(
    showTrouble({
      name: 'portal',
      log,
      back: { href: PORTAL_PATH, words: 'Back to user provisioning' },
      frame: (title, trouble) => Promise.resolve(<PortalFrame title={title}>{trouble}</PortalFrame>),
    }),
  );
  return router;

  /**
   * Returns the visit of a person who has a session. Without a session, sends a page that explains how to get one, and
   * returns undefined. That page has status 401, so that htmx does not insert it into the current page.
   */
  async function visitOf(req: Request, res: Response): Promise<Visit | undefined> {
    const session = await cookie.read(req);
    const tenant = session && registry.findTenant(session.person.tenant);
    if (!session || !tenant) {
      sendPage(res, <NeedsLink />, 401);
      return undefined;
    }
    await room.enter(tenant.slug, res);
    const by = { requestId: contextOf(req).requestId, tokenId: `portal:${session.person.subject}` };
    return { session, tenant, by };
  }

  /** Does the same as {@link visitOf}, but throws an error if the person may not change the account. */
  async function actionOf(req: Request, res: Response): Promise<Visit | undefined> {
    const visit = await visitOf(req, res);
    if (!visit) return undefined;
    requireOwnForm(req, origin, visit.session.formToken);
    const { managedBy, slug, plan } = visit.tenant;
    if (managedBy === 'files')
      throw new Problem(403, `this account is managed in config/tenants/${slug}.yaml; ask the operators to change it`);
    if (!includesScim(plan))
      throw new Problem(403, `the plan ${planName(plan)} does not include user provisioning; upgrade the plan`);
    return visit;
  }

  async function show(res: Response, { session, tenant }: Visit, outcome: TokenOutcome = {}): Promise<void> {
    const page = <AccountPage account={await read(tenant)} formToken={session.formToken} outcome={outcome} />;
    sendPage(res, page, outcome.refused === undefined ? 200 : 409);
  }
}

interface Visit {
  readonly session: Session<PortalPerson>;
  readonly tenant: Tenant;
  readonly by: Origin;
}
