import { isObjectId, type Principal } from '../../entra/principal';

/** A group or a user as a file names it. */
export type PrincipalEntry = { readonly group: string } | { readonly user: string };

export function principalOf(entry: PrincipalEntry): Principal {
  return 'group' in entry
    ? { kind: 'group', reference: spelled(entry.group) }
    : { kind: 'user', reference: spelled(entry.user) };
}

/** The same principal under the name that it had before. Undefined where it had no other. */
export function formerOf(entry: PrincipalEntry & { readonly was?: string | undefined }): Principal | undefined {
  return entry.was === undefined ? undefined : { ...principalOf(entry), reference: spelled(entry.was) };
}

/** Graph writes object ids in lower case; Terraform would see any other spelling as a change. */
function spelled(reference: string): string {
  return isObjectId(reference) ? reference.toLowerCase() : reference;
}
