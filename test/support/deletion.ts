/** A change of a tenant, as a request of Entra logs it: an SQL statement that logs the deletion of a user. */
export function deletion(
  slug: string,
  userName: string,
  { requestId = 'request-1', ago = '0 s' }: { readonly requestId?: string; readonly ago?: string } = {},
): string {
  return `
    insert into scim.provisioning_log
      (tenant_id, at, request_id, token_id, action, resource_type, resource_id, name, version, attributes)
    values ('${slug}', now() - interval '${ago}', '${requestId}', 'gen-1', 'delete', 'User', gen_random_uuid(), '${userName}', 1, '{}')`;
}
