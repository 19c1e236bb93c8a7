import { DataAzureadGroup } from '@cdktf/provider-azuread/lib/data-azuread-group';
import { DataAzureadUser } from '@cdktf/provider-azuread/lib/data-azuread-user';
import { Fn, propertyAccess, TerraformIterator, Token } from 'cdktf';
import { Construct } from 'constructs';

import { isObjectId, type Principal, principalKey } from '../../entra/principal';

/**
 * The groups and users of an Entra tenant, by name.
 *
 * Each distinct name is looked up once, when Terraform plans. The plan fails if no principal has the name, or if
 * several groups have it. The provider's error contains only the address of the data source, so the address includes
 * the file and line of the name: `data.azuread_group.group-data-team["config/tenants/contoso.yaml:14"]`.
 *
 * @example
 * const directory = new Directory(this, 'Directory');
 * new TerraformOutput(this, 'analysts', {
 *   value: directory.objectId({ kind: 'group', reference: 'Data Analysts' }),
 * });
 */
export class Directory extends Construct {
  readonly #objectIds = new Map<string, string>();

  /**
   * Object id of a principal. If the principal is given by name, the result is a reference to the data source that
   * looks up the name.
   *
   * @param place file and line of the name, for example `config/tenants/contoso.yaml:14`. If a name occurs more than
   *   once, only the place of its first occurrence is used.
   */
  objectId(principal: Principal, place?: string): string {
    if (isObjectId(principal.reference)) return principal.reference;
    const key = principalKey(principal);
    const known = this.#objectIds.get(key);
    if (known !== undefined) return known;
    const objectId = this.lookUp(principal, key, place);
    this.#objectIds.set(key, objectId);
    return objectId;
  }

  private lookUp({ kind, reference }: Principal, key: string, place: string | undefined): string {
    const forEach = place === undefined ? undefined : TerraformIterator.fromList([plain(place)]);
    const found =
      kind === 'group'
        ? new DataAzureadGroup(this, key, { displayName: reference, securityEnabled: true, forEach })
        : new DataAzureadUser(this, key, { userPrincipalName: reference, forEach });
    // The construct id does not contain the place, because moving a line in the file must not affect the assignments.
    return forEach ? Token.asString(propertyAccess(Fn.one(Fn.values(found.fqn)), ['object_id'])) : found.objectId;
  }
}

/** Substitutes underscores for the characters that Terraform would read as syntax. */
function plain(place: string): string {
  return place.replace(/["\\$%{}]/g, '_');
}
