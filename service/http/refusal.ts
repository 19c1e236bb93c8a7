import type { ScimError, ScimType } from '../scim/error';

/** The reason why a request was refused or failed. */
export interface Refusal {
  readonly scimType: ScimType | undefined;

  /** The detail of the SCIM error, with `…` in place of values that the client sent. */
  readonly detail: string;
}

/** A refused operation of a Bulk request. */
export interface RefusedOperation extends Refusal {
  /** The routes of the request and of the operation, for example `POST /Bulk: PATCH /Users/{id}`. */
  readonly route: string;
  readonly resourceId: string | undefined;
  readonly status: number;
}

export function refusalOf({ scimType, detailWithoutValues: detail }: ScimError): Refusal {
  return { scimType, detail };
}
