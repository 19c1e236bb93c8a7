import type { Conditions } from '../scim/entity-tag';
import type { Page } from '../scim/list-response';
import type { Resource } from '../scim/resource';
import type { Search } from '../scim/search';

import type { Reading } from './store';

/** Operations on a tenant's resources of one type. */
export interface ResourceDirectory<Kind extends Resource = Resource> {
  create(body: unknown, reading: Reading): Promise<Kind>;

  get(id: string, reading: Reading): Promise<Kind>;

  search(search: Search, reading: Reading): Promise<Page<Kind>>;

  /** Replaces all client-writable attributes with those in the body (RFC 7644 §3.5.1). */
  replace(id: string, body: unknown, options: Reading & Conditions): Promise<Kind>;

  /** Applies the operations in the body (RFC 7644 §3.5.2). */
  patch(id: string, body: unknown, options: Reading & Conditions): Promise<Kind>;

  remove(id: string, options: Conditions): Promise<void>;
}
