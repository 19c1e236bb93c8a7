import { createHash } from 'node:crypto';

/** A group or user of the Entra tenant. */
export interface Principal {
  readonly kind: 'group' | 'user';

  /**
   * Object id, the display name of a group, or the principal name of a user. Names are looked up when Terraform plans.
   */
  readonly reference: string;
}

/** Whether a principal is named by object id rather than by name. */
export function isObjectId(reference: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(reference);
}

/**
 * Key that identifies a principal. For an object id, the key is the id alone, so it does not matter whether the file
 * calls it a group or a user.
 */
export function principalIdentity({ kind, reference }: Principal): string {
  const name = reference.toLowerCase();
  return isObjectId(name) ? name : `${kind} ${name}`;
}

/**
 * Name of a principal in Terraform, for example `group-data-analysts`.
 *
 * It identifies the principal's assignment in the state, so it depends only on the principal, not on its position or
 * role. If characters of the principal's name had to be dropped, a digest is appended, so that no two principals get
 * the same name.
 */
export function principalKey({ kind, reference }: Principal): string {
  const name = reference.toLowerCase();
  const words = name.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
  const lossless = isObjectId(name) || name === words.replaceAll('-', ' ');
  return [kind, words, lossless ? '' : createHash('sha256').update(name).digest('hex').slice(0, 6)]
    .filter((part) => part !== '')
    .join('-');
}
