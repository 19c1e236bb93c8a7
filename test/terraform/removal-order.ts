/** A request as the stand-in recorded it. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly body?: any;
}

/** What goes first when a tenant is removed. Entra deprovisions whoever loses an assignment while the job is there. */
const ORDER: readonly { readonly what: string; readonly is: (request: Request) => boolean }[] = [
  { what: 'the job', is: ({ method, path }) => method === 'DELETE' && /\/synchronization\/jobs\/[^/]+$/.test(path) },
  { what: 'the assignments', is: ({ method, path }) => method === 'DELETE' && path.includes('/appRoleAssignedTo/') },
  {
    what: 'the service principal',
    is: ({ method, path }) => method === 'DELETE' && /\/servicePrincipals\/[^/]+$/.test(path),
  },
  { what: 'the application', is: ({ method, path }) => method === 'DELETE' && /\/applications\/[^/]+$/.test(path) },
];

/**
 * What is wrong with the order in which a tenant was removed. Nothing, when the list is empty.
 *
 * @param stored who stored the credentials. What the sync step stored goes with the application, and is emptied by nobody.
 */
export function removalFlaws(requests: readonly Request[], stored: 'terraform' | 'vault' = 'terraform'): string[] {
  const steps = ORDER.map(({ what, is }) => ({
    what,
    first: requests.findIndex(is),
    last: requests.findLastIndex(is),
  }));
  const missing = steps.filter(({ first }) => first < 0).map(({ what }) => `${what} was never deleted`);
  const early = steps.slice(1).flatMap(({ what, first }, index) => {
    const before = steps[index];
    return first >= 0 && before && first < before.last ? [`${what} went before ${before.what}`] : [];
  });
  const credentials = stored === 'vault' ? [] : credentialFlaws(requests, steps[0]?.last ?? -1);
  return [...missing, ...early, ...credentials];
}

/** The provider empties the credentials, which a running job must not see. */
function credentialFlaws(requests: readonly Request[], jobGone: number): string[] {
  const emptied = requests.findIndex(
    ({ method, path, body }) =>
      method === 'PUT' &&
      path.endsWith('/synchronization/secrets') &&
      (body.value as { value: string }[]).every(({ value }) => value === ''),
  );
  if (emptied < 0) return ['the credentials were never emptied'];
  return emptied < jobGone ? ['the credentials went before the job'] : [];
}
