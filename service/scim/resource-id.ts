/** Whether a string can be the id of a resource, which is always a UUID made by the service. */
export function isResourceId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
