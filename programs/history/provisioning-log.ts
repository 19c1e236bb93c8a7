import type { RestClient } from '../../microsoft/rest-client';

/** An entry of Entra's provisioning log: what the provisioning service did, or failed to do. */
export interface EntraEntry {
  readonly at: Date;

  /** `create`, `update`, `delete`, `stageddelete`, `disable` or `other`. */
  readonly action: string;

  /** `success`, `failure`, `skipped` or `warning`. */
  readonly status: string;

  /** The reason why the action did not succeed. Undefined if the action succeeded, or if Entra gives no reason. */
  readonly reason: string | undefined;

  /** Who started the action: a person who provisioned on demand, or Entra's provisioning service itself. */
  readonly initiator: string;
  readonly source: EntraIdentity;

  /** The user or group in the service. The id is empty if no user or group was found or created. */
  readonly target: EntraIdentity;

  /** Names of the attributes that were sent. */
  readonly attributes: readonly string[];

  /** Entra's id of the change, by which Microsoft support can find the change. */
  readonly changeId: string;
}

export interface EntraIdentity {
  readonly id: string;
  readonly type: string;
  readonly name: string;
}

/** Maximum number of entries per page, as in Microsoft's example. */
const PAGE = 500;

/**
 * The latest entries of Entra's provisioning log for an application, the earliest first
 * (https://learn.microsoft.com/graph/api/provisioningobjectsummary-list).
 *
 * @param asked start of the period, and maximum number of entries.
 */
export async function readProvisioningLog(
  graph: RestClient,
  servicePrincipalId: string,
  { since, limit }: { readonly since: Date; readonly limit: number },
): Promise<EntraEntry[]> {
  const filter = `servicePrincipal/id eq '${servicePrincipalId}' and activityDateTime gt ${since.toISOString()}`;
  const query = new URLSearchParams({
    $filter: filter,
    $orderby: 'activityDateTime desc',
    $top: String(Math.min(limit, PAGE)),
  });
  const path = `/auditLogs/provisioning?${query.toString().replaceAll('+', '%20')}`;
  const found = await graph.list<ProvisioningObjectSummary>(path, limit);
  return found.slice(0, limit).reverse().map(toEntry);
}

/** The parts of an entry that are read here, as Graph returns them. */
interface ProvisioningObjectSummary {
  readonly activityDateTime: string;
  readonly provisioningAction: string;
  readonly changeId: string;
  readonly provisioningStatusInfo?: {
    readonly status?: string;
    readonly errorInformation?: { readonly errorCode?: string; readonly reason?: string } | null;
  };
  readonly initiatedBy?: { readonly displayName?: string; readonly id?: string };
  readonly sourceIdentity?: ProvisionedIdentity;
  readonly targetIdentity?: ProvisionedIdentity;
  readonly modifiedProperties?: readonly { readonly displayName: string }[];
}

interface ProvisionedIdentity {
  readonly id?: string | null;
  readonly displayName?: string | null;
  readonly identityType?: string | null;
}

function toEntry(summary: ProvisioningObjectSummary): EntraEntry {
  const { provisioningStatusInfo: info = {}, initiatedBy = {}, modifiedProperties = [] } = summary;
  const { errorCode, reason } = info.errorInformation ?? {};
  return {
    at: new Date(summary.activityDateTime),
    action: summary.provisioningAction,
    status: info.status ?? 'unknown',
    reason: [errorCode, reason].filter((part) => part !== undefined && part !== '').join(': ') || undefined,
    initiator: initiatedBy.displayName || initiatedBy.id || 'unknown',
    source: toIdentity(summary.sourceIdentity),
    target: toIdentity(summary.targetIdentity),
    attributes: modifiedProperties.map(({ displayName }) => displayName),
    changeId: summary.changeId,
  };
}

function toIdentity({ id, displayName, identityType }: ProvisionedIdentity = {}): EntraIdentity {
  return { id: id ?? '', type: identityType ?? '', name: displayName ?? '' };
}
