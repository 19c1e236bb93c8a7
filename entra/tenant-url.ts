/**
 * The tenant URL as an admin enters it in Entra. Its query makes Entra send PATCH requests that comply with RFC 7644.
 * Source: Microsoft Learn, "Known issues and resolutions with SCIM 2.0 protocol compliance".
 *
 * @param scimUrl URL of the SCIM endpoint, such as `https://scim.example.com/scim/v2`.
 */
export function tenantUrlOf(scimUrl: string): string {
  return `${scimUrl}?aadOptscim062020`;
}
