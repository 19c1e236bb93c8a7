import { z } from 'zod';

import { readCursor, writeCursor } from '../../service/admin/cursor';
import {
  accessSchema,
  changeSchema,
  forgottenSchema,
  historySchema,
  namedSchema,
  pageOf,
  refusalSchema,
} from '../../service/admin/schemas';
import { TENANTS_MAX, tenantSchema } from '../../service/admin/tenant-schemas';
import type { Asked, History, Listed } from '../../service/directory/history';

import type { AdminApi } from './admin-api';

/** The history of a service, read through the service's admin API. */
export class HttpHistory implements History {
  readonly #api: AdminApi;

  constructor(api: AdminApi) {
    this.#api = api;
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
    const { items, next } = await this.#api.ask(`${pathOf(tenant)}/access`, pageOf(accessSchema), query);
    const users = items.map((item) => ({ ...item, since: item.since === null ? null : new Date(item.since) }));
    return { users, next: next ?? undefined };
  };

  begins: History['begins'] = async () => new Date((await this.#api.ask('/history', historySchema, {})).begins);

  named: History['named'] = async (tenant, type, name) => {
    const answer = z.object({ items: z.array(namedSchema) });
    const { items } = await this.#api.ask(`${pathOf(tenant)}/names`, answer, { type, name });
    return items.map((item) => ({ id: item.id, name: item.name ?? undefined }));
  };

  forget: History['forget'] = async (tenant, id) =>
    (await this.#api.ask(`${pathOf(tenant)}/users/${id}/forget`, forgottenSchema, {}, 'POST')).entries;

  /** Slugs of all tenants. */
  async tenants(): Promise<string[]> {
    const answer = pageOf(tenantSchema.pick({ slug: true })); // an older service does not have all the others
    const slugs: string[] = [];
    let cursor: string | undefined;
    do {
      const { items, next } = await this.#api.ask('/tenants', answer, { cursor, count: TENANTS_MAX });
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
    const { items, next } = await this.#api.ask(`${pathOf(tenant)}${path}`, pageOf(item), query);
    return { items, next: next === null ? undefined : readCursor(next) };
  }
}

function pathOf(tenant: string): string {
  return `/tenants/${encodeURIComponent(tenant)}`;
}
