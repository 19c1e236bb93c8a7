/** Whether a text can be the id of a resource: the service makes UUIDs. Anything else names nothing. */
export function isResourceId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
