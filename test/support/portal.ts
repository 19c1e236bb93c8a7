import { randomBytes, randomUUID } from 'node:crypto';

import { load } from 'cheerio';
import express from 'express';

import { TenantRegistry } from '../../service/directory/tenant-registry';
import { bearerAuth } from '../../service/http/bearer-auth';
import { errorHandler, explainTo } from '../../service/http/error-handler';
import { listen } from '../../service/http/listen';
import { outcomes } from '../../service/http/outcome';
import { RequestRates } from '../../service/http/request-rates';
import { safeHeaders } from '../../service/http/safe-headers';
import { openPortal } from '../../service/open-portal';
import { CallLog } from '../../service/outcomes/call-log';
import { RefusalLog } from '../../service/outcomes/refusal-log';
import { PORTAL_PATH } from '../../service/portal/portal-frame';
import { SqlOverview } from '../../service/storage/admin/sql-overview';
import type { Database } from '../../service/storage/connections/database';
import { appendRefusals } from '../../service/storage/history/append-refusals';

import { keptLog } from './log-lines';
import { registryEntry } from './registry-entry';

/** A name that would run as a script if a page showed it as markup. */
export const EVIL = `"><script>document.title='run'</script>`;

/** A replica of the service with a tenant in the portal, another one, one of files, and one whose plan lacks SCIM. */
export async function startPortal(db: Database, key: Uint8Array = randomBytes(32), slugs = newSlugs()) {
  const server = await listen(0);
  const publicUrl = `http://localhost:${server.port}`;
  let time = Date.now();
  const inPortal = (slug: string, plan = 'enterprise') =>
    registryEntry(slug, '', {
      managedBy: 'portal',
      scimEnabled: false,
      tokens: [],
      plan,
      roles: [{ value: 'viewer', displayName: EVIL }],
    });
  const { trial, other, files, standard } = slugs;
  const tenants = [inPortal(trial), inPortal(other), inPortal(standard, 'standard'), registryEntry(files, 'token')];
  const registry = TenantRegistry.parse(JSON.stringify({ tenants }));
  const kept = keptLog();
  const overview = new SqlOverview(db);
  const portal = openPortal({
    registry,
    aside: db,
    overview,
    sessionKey: key,
    publicUrl,
    log: kept.log,
    now: () => new Date(time),
  });
  const app = express();
  const callLog = new CallLog(overview, registry, kept.log, () => new Date(time));
  const refusalLog = new RefusalLog(
    (tenant, refusals) => appendRefusals(db, tenant, refusals),
    kept.log,
    () => new Date(time),
  );
  app.use(
    outcomes((outcome) => {
      callLog.onOutcome(outcome);
      refusalLog.onOutcome(outcome);
    }),
  );
  app.use(PORTAL_PATH, portal.routes);
  app.use(
    '/scim/v2',
    bearerAuth(registry, new RequestRates(), () => new Date(time)),
  );
  app.get('/scim/v2/Users', (_req, res) => void res.json({}));
  const explain = explainTo(kept.log, () => undefined);
  app.use(errorHandler(explain));
  server.serve(app, safeHeaders(publicUrl));
  return {
    ...slugs,
    publicUrl,
    registry,
    lines: kept.lines,
    /** Stores what a replica stores within seconds. */
    store: async () => {
      await callLog.close();
      await refusalLog.close();
    },
    pass: (seconds: number) => (time += seconds * 1e3),
    link: async (tenant = trial) => (await portal.links.make(tenant, 'ann-7')).url.replace(publicUrl, ''),
    browser: () => browserOf(publicUrl),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

/** Slugs that no other test uses. */
export function newSlugs() {
  const [trial, other, files, standard] = ['trial', 'other', 'files', 'standard'].map(
    (name) => `${name}-${randomUUID().slice(0, 8)}`,
  );
  return { trial: String(trial), other: String(other), files: String(files), standard: String(standard) };
}

/** A browser that keeps its cookie, follows no redirect, and sends forms as a browser does. */
function browserOf(origin: string) {
  let cookie = '';
  const ask = async (path: string, form?: Record<string, string>, headers: Record<string, string> = {}) => {
    const response = await fetch(new URL(path, origin), {
      redirect: 'manual',
      headers: { Cookie: cookie, ...(form ? { Origin: origin, 'Sec-Fetch-Site': 'same-origin', ...headers } : {}) },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    cookie = /^[^;]*/.exec(response.headers.getSetCookie()[0] ?? cookie)?.[0] ?? '';
    return { status: response.status, headers: response.headers, html: await response.text() };
  };
  const open = (link: string, headers?: Record<string, string>) => {
    const { searchParams } = new URL(link, origin);
    return ask('/portal/sign-in', Object.fromEntries(searchParams), headers);
  };
  /** Sends the form of the page whose action begins with a path. */
  const send = async (action: string, values: Record<string, string> = {}, headers?: Record<string, string>) => {
    const $ = load((await ask('/portal')).html);
    const form = $(`form[action^="${action}"]`).first();
    const fields = Object.fromEntries(
      form
        .find('input, select')
        .toArray()
        .map((each) => [$(each).attr('name') ?? '', String($(each).val())]),
    );
    return ask(form.attr('action') ?? action, { ...fields, ...values }, headers);
  };
  return {
    ask,
    open,
    send,
    get cookie() {
      return cookie;
    },
    set cookie(value) {
      cookie = value;
    },
  };
}
