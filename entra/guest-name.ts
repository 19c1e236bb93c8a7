/**
 * Advice for an operator who wrote a mail address that is not a principal name in the directory. The user is most
 * likely a guest. Entra derives a guest's principal name from the address and the directory's first domain.
 *
 * @returns undefined if the string is not a mail address, or is already a guest's principal name.
 */
export function guestRemedy(address: string): string | undefined {
  if (!/^[^@#]+@[^@#]+$/.test(address)) return undefined;
  const name = `${address.replace('@', '_')}#EXT#@<first domain>.onmicrosoft.com`;
  return `if it is a guest, write the name that Entra gives guests, ${name}, or the object id`;
}
