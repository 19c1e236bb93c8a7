/** A request that the stand-in recorded. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly body?: any;
}

/**
 * The order in which a tenant's objects must be removed. Entra deprovisions everybody who loses an assignment while the
 * job exists.
 */
const ORDER: readonly { readonly what: string; readonly is: (request: Request) => boolean }[] = [
  { what: 'the job', is: ({ method, path }) => method === 'DELETE' && /\/synchronization\/jobs\/[^/]+$/.test(path) },
  { what: 'the assignments', is: ({ method, path }) => method === 'DELETE' && path.includes('/appRoleAssignedTo/') },
  {
    what: 'the service principal',
    is: ({ method, path }) => method === 'DELETE' && /\/servicePrincipals\/[^/]+$/.test(path),
  },
  { what: 'the application', is: ({ method, path }) => method === 'DELETE' && /\/applications\/[^/]+$/.test(path) },
];

/** Violations of this order in a tenant's removal. Empty if there are none. */
export function removalFlaws(requests: readonly Request[]): string[] {
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
  return [...missing, ...early];
}
