import {
  type PortalAccounts,
  type PortalToken,
  type TokenDigest,
  TokenRefused,
  VALID_TOKENS_MAX,
} from '../../directory/portal-account';
import type { PortalLinkStore } from '../../directory/portal-link-store';
import type { Origin } from '../../directory/store';
import { readForAll } from '../connections/all-tenants';
import type { Database } from '../connections/database';
import { noteAction } from '../statements/note-action';

import {
  ADD_LINK,
  ADD_TOKEN,
  COUNT_TOKENS,
  DIGESTS,
  REVOKE_TOKEN,
  SWITCH,
  SWITCHES,
  TIDY_LINKS,
  TOKENS,
  TOUCH,
  USE_LINK,
  VERSION,
} from './portal-statements';

interface SwitchRow {
  readonly tenant_id: string;
  readonly scim_enabled: boolean | null;
}

interface DigestRow {
  readonly tenant_id: string;
  readonly id: string;
  readonly sha256: string;
  readonly expires_at: Date;
  readonly revoked_at: Date | null;
}

interface TokenRow {
  readonly id: string;
  readonly created_at: Date;
  readonly created_by: string;
  readonly expires_at: Date;
  readonly revoked_at: Date | null;
}

/** The portal's accounts and links in PostgreSQL. */
export class SqlPortal implements PortalAccounts, PortalLinkStore {
  readonly #db: Pick<Database, 'maintain' | 'run' | 'silent' | 'transaction'>;
  readonly #tenants: readonly string[];

  /**
   * @param db a database with separate connections, so that the portal does not compete with SCIM requests.
   * @param tenants slugs of the tenants that are managed in the portal. @default - if a node of a cluster is down, no
   * account can be read.
   */
  constructor(db: Pick<Database, 'maintain' | 'run' | 'silent' | 'transaction'>, tenants: readonly string[] = []) {
    this.#db = db;
    this.#tenants = tenants;
  }

  version: PortalAccounts['version'] = async () => {
    const { rows, missing } = await readForAll<{ version: string }>(this.#db, this.#tenants, VERSION.with({}));
    const sum = rows.reduce((total, { version }) => total + BigInt(version), 0n);
    return [sum, ...[...missing].sort()].join(' ');
  };

  all: PortalAccounts['all'] = async () => {
    const switches = await readForAll<SwitchRow>(this.#db, this.#tenants, SWITCHES.with({}));
    const digests = await readForAll<DigestRow>(this.#db, this.#tenants, DIGESTS.with({}));
    const missing = new Set([...switches.missing, ...digests.missing]);
    const found = switches.rows.filter(({ tenant_id }) => !missing.has(tenant_id));
    const tokens = new Map<string, TokenDigest[]>(found.map(({ tenant_id }) => [tenant_id, []]));
    for (const row of digests.rows)
      tokens.get(row.tenant_id)?.push({
        id: row.id,
        sha256: row.sha256,
        expiresAt: row.expires_at,
        revokedAt: row.revoked_at ?? undefined,
      });
    const accounts = found.map(({ tenant_id: tenant, scim_enabled }) => ({
      tenant,
      scimEnabled: scim_enabled ?? undefined,
      tokens: tokens.get(tenant) ?? [],
    }));
    return { accounts, missing };
  };

  tokensOf: PortalAccounts['tokensOf'] = async (tenant) =>
    (await this.#db.run<TokenRow>(tenant, TOKENS.with({ tenant }))).map(toToken);

  switchScim: PortalAccounts['switchScim'] = (tenant, enabled, by) =>
    this.#db.transaction(tenant, async ({ finish }) => {
      const note = noteOf(tenant, enabled ? 'enable' : 'disable', 'SCIM', by);
      await finish(TOUCH.with({ tenant, ...by }), SWITCH.with({ tenant, enabled }), note);
    });

  addToken: PortalAccounts['addToken'] = (tenant, { sha256, now, expiresAt, made }, by) =>
    this.#db.transaction(tenant, async ({ run, finish }) => {
      const [, [found]] = await Promise.all([
        run(TOUCH.with({ tenant, ...by })), // locks the tenant's row, so simultaneous requests wait here
        run<{ made: number; valid: number }>(COUNT_TOKENS.with({ tenant, now })),
      ]);
      if (found && found.made !== made)
        throw new TokenRefused('the list of tokens has changed since this page was opened; look at it first');
      if (found && found.valid >= VALID_TOKENS_MAX)
        throw new TokenRefused('two tokens are valid already; revoke the one that Entra does not use');
      const id = `portal-${made + 1}`;
      await finish(ADD_TOKEN.with({ tenant, id, sha256, now, expiresAt, ...by }), noteOf(tenant, 'issue', id, by));
      return id;
    });

  revokeToken: PortalAccounts['revokeToken'] = (tenant, id, by) =>
    this.#db.transaction(tenant, async ({ run, finish }) => {
      const [, revoked] = await Promise.all([
        run(TOUCH.with({ tenant, ...by })),
        run(REVOKE_TOKEN.with({ tenant, id })),
      ]);
      if (revoked.length > 0) await finish(noteOf(tenant, 'revoke', id, by));
      return revoked.length > 0;
    });

  addLink: PortalLinkStore['addLink'] = (tenant, link) =>
    this.#db.transaction(tenant, async ({ finish }) => {
      await finish(TIDY_LINKS.with({ tenant, ...link }), ADD_LINK.with({ tenant, ...link }));
    });

  useLink: PortalLinkStore['useLink'] = async (tenant, digest, now) => {
    const [row] = await this.#db.run<{ subject: string }>(tenant, USE_LINK.with({ tenant, digest, now }));
    return row?.subject;
  };
}

function noteOf(tenant: string, action: string, name: string, by: Origin) {
  return noteAction({ tenant, type: 'Account', key: tenant, name, action }, by);
}

function toToken(row: TokenRow): PortalToken {
  return {
    id: row.id,
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at ?? undefined,
  };
}
