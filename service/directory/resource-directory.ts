import type { Conditions } from '../scim/entity-tag';
import type { Page } from '../scim/list-response';
import type { Resource } from '../scim/resource';
import type { Search } from '../scim/search';

import type { Reading } from './store';

/** What one can do with the resources of one type of a tenant. */
export interface ResourceDirectory<Kind extends Resource = Resource> {
  create(body: unknown, reading: Reading): Promise<Kind>;

  get(id: string, reading: Reading): Promise<Kind>;

  search(search: Search, reading: Reading): Promise<Page<Kind>>;

  /** Replaces all that a client may write by what the body says (RFC 7644 §3.5.1). */
  replace(id: string, body: unknown, options: Reading & Conditions): Promise<Kind>;

  /** Changes what the operations of the body name (RFC 7644 §3.5.2). */
  patch(id: string, body: unknown, options: Reading & Conditions): Promise<Kind>;

  remove(id: string, options: Conditions): Promise<void>;
}
