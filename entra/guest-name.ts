/**
 * Advice about a user that the directory does not have under an address: most likely a guest, whom Entra names after
 * the address and the directory's first domain.
 *
 * @returns undefined for a string that is not an address, or is a guest's name already.
 */
export function guestRemedy(address: string): string | undefined {
  if (!/^[^@#]+@[^@#]+$/.test(address)) return undefined;
  const name = `${address.replace('@', '_')}#EXT#@<first domain>.onmicrosoft.com`;
  return `if it is a guest, write the name that Entra gives guests, ${name}, or the object id`;
}
