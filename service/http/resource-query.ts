import type { Request } from 'express';

import { ScimError } from '../scim/error';
import type { Filter } from '../scim/filter';
import { type Range, readRange } from '../scim/list-response';
import { parseFilter } from '../scim/parse-filter';
import { type Projection, readProjection } from '../scim/projection';
import type { ResourceType } from '../scim/resource-type';

/** What the query string of a request asks for (RFC 7644 §3.4.2). Keys it does not know are passed over. */
export interface ResourceQuery {
  readonly filter: Filter | undefined;
  readonly range: Range;
}

export function readQuery(req: Request, type: ResourceType): ResourceQuery {
  const { filter, startIndex, count } = req.query;
  return {
    filter: filter === undefined || filter === '' ? undefined : parseFilter(single('filter', filter), type),
    range: readRange({ startIndex, count }),
  };
}

export function projectionOf(req: Request, type: ResourceType): Projection {
  return readProjection(type, req.query);
}

function single(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw ScimError.badRequest('invalidValue', `${name} must be given once`);
}
