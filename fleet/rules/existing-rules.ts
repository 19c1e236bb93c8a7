import { readAzureId } from '../model/azure-id';
import type { PlatformFile } from '../model/platform';
import type { Complaint } from '../yaml/complaint';
import type { YamlFile } from '../yaml/yaml-file';

/** A rule about existing resources. The file gives their ids, so the stack does not create them. */
type Check = (file: YamlFile, platform: PlatformFile) => Complaint[];

export const groupIsInSubscription: Check = (file, { resourceGroupId, subscriptionId }) => {
  if (resourceGroupId === undefined) return [];
  const { subscriptionId: its } = readAzureId(resourceGroupId);
  const message = `must be in the subscription ${subscriptionId}, in which all resources are created; got one in '${its}'`;
  return its === subscriptionId ? [] : [file.complain(['resourceGroupId'], message)];
};

export const identitiesDiffer: Check = (file, { identities: { runtimeId, migratorId } }) =>
  runtimeId !== undefined && runtimeId.toLowerCase() === migratorId?.toLowerCase()
    ? [
        file.complain(
          ['identities', 'migratorId'],
          'must not be the same identity as runtimeId, because the owner of the tables must never serve requests',
        ),
      ]
    : [];

/**
 * The options for retention and daily quota have no effect on an existing workspace, because both are set on the
 * workspace itself.
 */
export const workspaceSettlesItself: Check = (file, { monitoring }) => {
  if (monitoring.workspaceId === undefined) return [];
  const written = (file.data as { monitoring?: object } | undefined)?.monitoring ?? {};
  return ['retentionDays', 'dailyQuotaGb']
    .filter((key) => key in written)
    .map((key) =>
      file.complain(
        ['monitoring', key],
        'has no effect beside workspaceId: set it on that workspace, and remove it here',
      ),
    );
};
