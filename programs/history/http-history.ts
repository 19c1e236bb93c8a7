import { z } from 'zod';

import { UsageError } from '../../command-line/usage-error';
import { readCursor, writeCursor } from '../../service/admin/cursor';
import {
  accessSchema,
  changeSchema,
  forgottenSchema,
  namedSchema,
  pageOf,
  refusalSchema,
  TENANTS_MAX,
  tenantSchema,
} from '../../service/admin/schemas';
import type { Asked, History, Listed } from '../../service/directory/history';

/** The history of a service, read through the service's admin API. */
export class HttpHistory implements History {
  readonly #url: string;
  readonly #token: () => Promise<string>;

  /** @param url URL of the admin API, such as `https://scim.example.com/admin/v1`. */
  constructor(url: string, token: () => Promise<string>) {
    this.#url = url;
    this.#token = token;
  }

  changes: History['changes'] = async (tenant, { resource, ...asked }) => {
    const whose = resource ? `/${resource.type === 'User' ? 'users' : 'groups'}/${resource.id}` : '';
    const { items, next } = await this.#list(tenant, `${whose}/changes`, asked, changeSchema);
    return { items: items.map((item) => ({ ...item, at: new Date(item.at) })), next };
  };

  refusals: History['refusals'] = async (tenant, asked) => {
    const { items, next } = await this.#list(tenant, '/refusals', asked, refusalSchema);
    return { items: items.map((item) => ({ ...item, at: new Date(item.at) })), next };
  };

  access: History['access'] = async (tenant, { at, after, count }) => {
    const query = { at: at?.toISOString(), cursor: after, count };
    const { items, next } = await this.#ask(`${pathOf(tenant)}/access`, pageOf(accessSchema), query);
    const users = items.map((item) => ({ ...item, since: item.since === null ? null : new Date(item.since) }));
    return { users, next: next ?? undefined };
  };

  named: History['named'] = async (tenant, type, name) => {
    const answer = z.object({ items: z.array(namedSchema) });
    const { items } = await this.#ask(`${pathOf(tenant)}/names`, answer, { type, name });
    return items.map((item) => ({ id: item.id, name: item.name ?? undefined }));
  };

  forget: History['forget'] = async (tenant, id) =>
    (await this.#ask(`${pathOf(tenant)}/users/${id}/forget`, forgottenSchema, {}, 'POST')).entries;

  /** Slugs of all tenants. */
  async tenants(): Promise<string[]> {
    const slugs: string[] = [];
    let cursor: string | undefined;
    do {
      const { items, next } = await this.#ask('/tenants', pageOf(tenantSchema), { cursor, count: TENANTS_MAX });
      slugs.push(...items.map(({ slug }) => slug));
      cursor = next ?? undefined;
    } while (cursor !== undefined);
    return slugs;
  }

  async #list<Item extends z.ZodType>(
    tenant: string,
    path: string,
    { since, after, count }: Asked,
    item: Item,
  ): Promise<Listed<z.output<Item>>> {
    const query = { since: since?.toISOString(), cursor: writeCursor(after) ?? undefined, count };
    const { items, next } = await this.#ask(`${pathOf(tenant)}${path}`, pageOf(item), query);
    return { items, next: next === null ? undefined : readCursor(next) };
  }

  async #ask<Answer extends z.ZodType>(
    path: string,
    answer: Answer,
    query: Readonly<Record<string, number | string | undefined>> = {},
    method = 'GET',
  ): Promise<z.output<Answer>> {
    const url = new URL(`${this.#url}${path}`);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    const response = await fetch(url, {
      method,
      headers: { Authorization: `Bearer ${await this.#token()}` },
      redirect: 'error',
      signal: AbortSignal.timeout(30_000),
    }).catch((error: unknown) => {
      throw new UsageError(
        `${url.origin} cannot be reached: ${String((error as Error).cause ?? error)}; check ADMIN_URL`,
      );
    });
    const body: unknown = await response.json().catch(() => undefined);
    if (response.ok) return answer.parse(body);
    const { detail } = z.object({ detail: z.string() }).catch({ detail: 'is this the admin API?' }).parse(body);
    throw new UsageError(`${url.origin}${url.pathname} answered ${response.status}: ${detail}`);
  }
}

function pathOf(tenant: string): string {
  return `/tenants/${encodeURIComponent(tenant)}`;
}
