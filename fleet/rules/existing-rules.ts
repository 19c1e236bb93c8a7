import { readAzureId } from '../model/azure-id';
import type { PlatformFile } from '../model/platform';
import type { Complaint } from '../yaml/complaint';
import type { YamlFile } from '../yaml/yaml-file';

/** Rules about existing resources that are named by id instead of being created. */
type Check = (file: YamlFile, platform: PlatformFile) => Complaint[];

export const groupIsInSubscription: Check = (file, { resourceGroupId, subscriptionId }) => {
  if (resourceGroupId === undefined) return [];
  const { subscriptionId: its } = readAzureId(resourceGroupId);
  const message = `must be in the subscription ${subscriptionId}, in which everything is made; got one in '${its}'`;
  return its === subscriptionId ? [] : [file.complain(['resourceGroupId'], message)];
};

export const identitiesDiffer: Check = (file, { identities: { runtimeId, migratorId } }) =>
  runtimeId !== undefined && runtimeId.toLowerCase() === migratorId?.toLowerCase()
    ? [
        file.complain(
          ['identities', 'migratorId'],
          'must be another identity than runtimeId, because requests are never served as the owner of the tables',
        ),
      ]
    : [];

/** Retention and daily cap of an existing workspace are set where it was created. */
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
