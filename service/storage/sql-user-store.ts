import type { Budget } from '../directory/budget';
import type { Change } from '../directory/change';
import {
  type ChangeFunction,
  Duplicate,
  type Origin,
  type Reading,
  type RemovalCheck,
  type TenantKey,
  TwoInactive,
  type User,
  type UserStore,
} from '../directory/store';
import type { Page } from '../scim/list-response';
import type { Resource } from '../scim/resource';
import type { Search } from '../scim/search';
import { foldCase } from '../scim/text';

import type { Database } from './database';
import { userFilterTable } from './filter-tables';
import { isPgError, UNIQUE_VIOLATION } from './pg-error';
import type { LogEntry } from './provisioning-log';
import { readPage } from './read-page';
import type { Run } from './transaction';
import { emailKeys, toRow, toUser, type UserRow } from './user-row';
import {
  COLUMNS,
  COLUMNS_WITH_GROUPS,
  FIND,
  FIND_INACTIVE,
  FIND_TO_CHANGE,
  FIND_TO_REMOVE,
  FIND_WITH_GROUPS,
  INSERT,
  LEAVE_GROUPS,
  LOCK_GROUPS,
  REMOVE,
  UPDATE,
  UPDATE_EMAILS,
} from './user-statements';

/** Users in PostgreSQL: one row each, and one for each of their e-mail addresses. */
export class SqlUserStore implements UserStore {
  readonly #db: Database;
  readonly #tenant: TenantKey;
  readonly #origin: Origin;
  readonly #purpose: { readonly budget: Budget };

  constructor(db: Database, tenant: TenantKey, origin: Origin, budget: Budget) {
    this.#db = db;
    this.#tenant = tenant;
    this.#origin = origin;
    this.#purpose = { budget };
  }

  async insert({ resource, attributes }: Change, restore: ChangeFunction | undefined): Promise<User> {
    // A spread that makes an object of so many members takes 8 µs, a twentieth of what the statement takes the server.
    const values = Object.assign(toRow(resource), this.#entry('create', resource.id, attributes));
    let taken: 'externalId' | 'userName' = 'externalId';
    const inserted = await this.#db
      .write(this.#tenant.slug, INSERT.with(values), this.#purpose)
      .catch((error: unknown) => {
        if (!isPgError(error, UNIQUE_VIOLATION)) throw error;
        taken = 'userName';
        return 0;
      });
    if (inserted > 0) return Object.assign({ changedBy: this.#origin.tokenId }, resource);
    return this.#restore(resource, restore, taken);
  }

  async find(id: string, { related }: Reading): Promise<User | undefined> {
    const find = related ? FIND_WITH_GROUPS : FIND;
    const [row] = await this.#db.run<UserRow>(
      this.#tenant.slug,
      find.with({ tenant: this.#tenant.slug, id }),
      this.#purpose,
    );
    return row && toUser(row);
  }

  async search(search: Search, { related }: Reading): Promise<Page<User>> {
    const source = {
      name: 'users',
      tenant: this.#tenant.slug,
      columns: related ? COLUMNS_WITH_GROUPS : COLUMNS,
      filters: userFilterTable(this.#tenant),
      budget: this.#purpose.budget,
    } as const;
    const page = await readPage<UserRow>(this.#db, source, search);
    return { ...page, items: page.items.map(toUser) };
  }

  async change(id: string, change: ChangeFunction): Promise<User | undefined> {
    return this.#db.transaction(
      this.#tenant.slug,
      async (run) => {
        const [row] = await run<UserRow>(FIND_TO_CHANGE.with({ tenant: this.#tenant.slug, id }));
        return row && this.#update(run, toUser(row), change, 'change');
      },
      this.#purpose,
    );
  }

  async remove(id: string, check: RemovalCheck): Promise<boolean> {
    const key = { tenant: this.#tenant.slug, id };
    return this.#db.transaction(
      this.#tenant.slug,
      async (run) => {
        await run(LOCK_GROUPS.with(key));
        const [row] = await run<UserRow>(FIND_TO_REMOVE.with(key));
        if (!row) return false;
        const user = toUser(row);
        check(user);
        await run(LEAVE_GROUPS.with(key));
        await run(REMOVE.with({ ...this.#entry('delete', id, []), emailKeys: emailKeys(user) }));
        return true;
      },
      this.#purpose,
    );
  }

  /** Changes the inactive user who stands in the way of a new one. */
  async #restore(
    resource: Resource,
    restore: ChangeFunction | undefined,
    taken: 'externalId' | 'userName',
  ): Promise<User> {
    const { userName, userNameKey, externalId } = toRow(resource);
    return this.#db.transaction(
      this.#tenant.slug,
      async (run) => {
        const values = { tenant: this.#tenant.slug, userNameKey, externalId };
        const [found, other] = await run<UserRow>(FIND_INACTIVE.with(values));
        const isNamesake = found !== undefined && foldCase(found.user_name) === userNameKey;
        if (isNamesake && other && found.external_id !== externalId) throw new TwoInactive(userName, externalId ?? '');
        if (found && restore) return this.#update(run, toUser(found), restore, 'restore');
        const isInactive = isNamesake || (found !== undefined && taken === 'externalId');
        throw new Duplicate(taken, String(resource.attributes[taken]), isInactive);
      },
      this.#purpose,
    );
  }

  async #update(run: Run, before: User, change: ChangeFunction, action: 'change' | 'restore'): Promise<User> {
    const { resource, attributes } = change(before);
    if (attributes.length === 0) return before;

    const values = { ...toRow(resource), ...this.#entry(action, before.id, attributes) };
    await run(UPDATE.with(values)).catch((error: unknown) => {
      if (isPgError(error, UNIQUE_VIOLATION)) throw new Duplicate('userName', values.userName);
      throw error;
    });
    if (attributes.includes('emails')) {
      const gone = emailKeys(before).filter((key) => !values.emailKeys.includes(key));
      await run(UPDATE_EMAILS.with({ ...values, gone }));
    }
    return { ...resource, changedBy: this.#origin.tokenId };
  }

  #entry(action: LogEntry['action'], id: string, changed: readonly string[]): LogEntry {
    return { tenant: this.#tenant.slug, ...this.#origin, action, id, changed };
  }
}
