import { ScimError } from '../scim/error';
import type { Attributes, Resource } from '../scim/resource';
import { isResourceId } from '../scim/resource-id';
import { sent } from '../scim/sent-value';
import { foldCase } from '../scim/text';

import { type Change, changeTo } from './change';
import type { Restoration } from './store';
import type { Tenant } from './tenant';

/**
 * Finds out whether a POST is for an existing, inactive user and, if so, restores that user. Nobody may get the data of
 * another person. So an inactive user counts as the same person only in two cases:
 *
 * - The `userName` is the same, which is how Entra matches users. But if the inactive user and the new user have
 *   different immutable ids, the name now belongs to another person. The POST is then refused until Entra purges the
 *   first person's account and deletes the inactive user.
 * - The immutable id is the same, and no other user has it. An `externalId` that is not an immutable id, such as a
 *   mailNickname, may be reassigned, or may be shared by two people.
 *
 * In all other cases, a new user is created with a new id.
 */
export class SamePerson implements Restoration {
  readonly immutableId: string | undefined;

  readonly #tenant: Pick<Tenant, 'profile' | 'restore'>;
  readonly #sent: Attributes;
  readonly #now: Date;

  constructor(tenant: Pick<Tenant, 'profile' | 'restore'>, sent: Attributes, now: Date) {
    this.#tenant = tenant;
    this.#sent = sent;
    this.#now = now;
    this.immutableId = tenant.profile.restoresByPost ? immutableIdOf(sent) : undefined;
  }

  /**
   * @throws {ScimError} 409 `uniqueness` when the userName is taken, when it is not clear which user to restore, or
   * when the tenant does not permit restoring.
   */
  settle(holders: readonly Resource[]): Change | undefined {
    const returning = this.#returning(holders);
    return returning && changeTo(returning, this.#sent, this.#now);
  }

  #returning(holders: readonly Resource[]): Resource | undefined {
    const { userName } = this.#sent;
    const key = foldCase(String(userName));
    const namesake = holders.find(({ attributes }) => foldCase(String(attributes['userName'])) === key);
    const others = holders.filter(
      (holder) => holder !== namesake && this.immutableId !== undefined && this.immutableId === idOf(holder),
    );
    if (namesake) return this.#namesakeAmong(namesake, others);

    const [other, ...more] = others;
    if (!other || more.length > 0 || isActive(other)) return undefined;
    if (this.#tenant.restore === 'refuse') throw refusal('externalId', this.immutableId);
    return other;
  }

  /**
   * Returns the existing user with this userName if that user is the same person as the new user, and throws otherwise.
   */
  #namesakeAmong(namesake: Resource, others: readonly Resource[]): Resource {
    const { profile, restore } = this.#tenant;
    const { userName } = this.#sent;
    if (isActive(namesake)) throw ScimError.taken('user', 'userName', String(userName));
    if (!profile.restoresByPost) throw inactive('userName', userName, 'reactivate that user by its id, or delete it');
    const former = idOf(namesake);
    if (former !== this.immutableId && others.length > 0) {
      const detail = `userName '${sent(String(userName))}' belongs to an inactive user, and externalId '${sent(this.immutableId ?? '')}' to another one`;
      throw conflict(`${detail}; reactivate or delete one of them`);
    }
    if (former !== undefined && this.immutableId !== undefined && former !== this.immutableId) {
      const detail = `userName '${sent(String(userName))}' belongs to an inactive user with another externalId, who is a different person`;
      throw conflict(`${detail}; delete that user, ${namesake.id}, or change its userName`);
    }
    if (restore === 'refuse') throw refusal('userName', userName);
    return namesake;
  }
}

/**
 * Returns the `externalId` if it can never be reassigned, that is, if it is a GUID, like Entra's objectId. The all-zero
 * GUID does not count, because it is a common default.
 */
export function immutableIdOf({ externalId }: Attributes): string | undefined {
  const isGuid = typeof externalId === 'string' && isResourceId(externalId) && /[1-9a-f]/i.test(externalId);
  return isGuid ? externalId : undefined;
}

function idOf({ attributes }: Resource): string | undefined {
  return immutableIdOf(attributes);
}

function isActive({ attributes }: Resource): boolean {
  return attributes['active'] === true;
}

function refusal(attribute: string, value: unknown): ScimError {
  return inactive(attribute, value, 'reactivate that user, or set service.restore of the tenant to in-place');
}

function inactive(attribute: string, value: unknown, remedy: string): ScimError {
  return conflict(`a user with ${attribute} '${sent(String(value))}' exists but is inactive; ${remedy}`);
}

function conflict(detail: string): ScimError {
  return new ScimError(409, detail, 'uniqueness');
}
