import { createHash } from 'node:crypto';

/** A group or user of the Entra tenant. */
export interface Principal {
  readonly kind: 'group' | 'user';

  /**
   * How the file names the principal: by object id, by a group's display name, or by a user's principal name. Names are
   * looked up when Terraform plans.
   */
  readonly reference: string;
}

/** Whether a reference is an object id rather than a name. */
export function isObjectId(reference: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(reference);
}

/**
 * Key that identifies a principal. If the principal is given by object id, the key is the id alone, so it does not
 * matter whether the file calls the principal a group or a user.
 */
export function principalIdentity({ kind, reference }: Principal): string {
  const name = reference.toLowerCase();
  return isObjectId(name) ? name : `${kind} ${name}`;
}

/**
 * Name of a principal in Terraform, for example `group-data-analysts`.
 *
 * The name identifies the principal's assignment in the state. It depends only on the principal, not on the position in
 * the file or the role. If the principal's name in Entra contains anything other than letters, digits and spaces, a
 * digest is appended, so that no two principals get the same name in Terraform.
 */
export function principalKey({ kind, reference }: Principal): string {
  const name = reference.toLowerCase();
  const words = name.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
  const lossless = isObjectId(name) || name === words.replaceAll('-', ' ');
  return [kind, words, lossless ? '' : createHash('sha256').update(name).digest('hex').slice(0, 6)]
    .filter((part) => part !== '')
    .join('-');
}
