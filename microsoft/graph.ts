import { type RestAccess, RestClient } from './rest-client';
import type { Failure } from './rest-error';

/**
 * Microsoft Graph, version 1.0.
 *
 * @param origin for example `https://graph.microsoft.com`.
 */
export function graph(origin: string, access: RestAccess): RestClient {
  return new RestClient({ name: 'Graph', base: `${origin}/v1.0`, patienceSeconds: 120, remedy }, access);
}

function remedy({ request, status, code }: Failure): string | undefined {
  if (code === 'CredentialValidationUnavailable') return CONNECTION;
  switch (status) {
    case 0:
      return 'check the network, and GRAPH_ENDPOINT or ARM_ENVIRONMENT if they are set';
    case 401:
    case 403:
      return `grant the identity that signs in ${permissionFor(request)}, and let an admin consent to it`;
    case 404:
      return 'deploy the tenant first; if that was a moment ago, wait a minute, because Graph does not find new objects immediately';
    case 429:
      return 'Graph throttles this directory; try again later, and deploy fewer tenants at once';
    default:
      return status >= 500 ? "try again later; Microsoft's support can find the request by its id" : undefined;
  }
}

const CONNECTION =
  'check that the service answers at the tenant URL from the internet, and accepts the token that Entra presents: deploy ' +
  'the platform before the tenant whose token generation is raised';

/** The least privileged application permission of Microsoft Graph that allows a request. */
function permissionFor(request: string): string {
  const [method = '', path = ''] = request.split(' ');
  if (path.includes('/validateCredentials')) {
    return "'Synchronization.ReadWrite.All', or make it an owner of the service principal with 'Application.ReadWrite.OwnedBy'";
  }
  if (path.includes('/synchronization/')) {
    return method === 'GET' ? "'Synchronization.Read.All'" : "'Synchronization.ReadWrite.All'";
  }
  if (path.startsWith('/auditLogs/provisioning')) {
    return "'ProvisioningLog.Read.All' or 'AuditLog.Read.All', in a directory with Entra ID P1 or P2";
  }
  if (path.startsWith('/users')) return "'User.Read.All'";
  if (path.startsWith('/groups')) return "'Group.Read.All'";
  return "'Application.Read.All'";
}
