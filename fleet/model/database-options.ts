import { z } from 'zod';

import { FIRST } from '../../microsoft/azure/restored-server';

import { choice, flag, wholeNumber } from './option-types';

/** Value of `database.use` that selects the cluster. */
export const CLUSTER = 'cluster';

const STORAGE = [32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384] as const;
const INSTANT = 'must be an instant in UTC in quotes, such as "2026-11-02T10:30:00Z"';

const storageGb = () => z.literal(STORAGE, `must be one of ${STORAGE.join(', ')}`).default(32);

const highAvailability = () =>
  choice({
    none: 'No standby.',
    'same-zone': 'A standby in the same zone.',
    'zone-redundant': 'A standby in another zone.',
  }).default('none');

const size = () => {
  const message = 'must be the size of a PostgreSQL flexible server, such as B_Standard_B2s or GP_Standard_D2ds_v5';
  return z.string(message).regex(/^(B|GP|MO)_Standard_[A-Za-z0-9_]+$/, message);
};

/**
 * One of several databases: by its name, or by the instant to which it was restored.
 *
 * @param message complaint about any other value. Given twice, because zod reports a string that is no instant on its
 *   own.
 */
const oneOf = <const Name extends string>(names: readonly [Name, ...Name[]], message: string) =>
  z.union([z.literal(names), z.iso.datetime(message)], message);

/** Days of the week in Azure's numbering, where Sunday is 0. */
export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

/** Major versions of PostgreSQL that the service supports and Azure offers. */
const VERSIONS = [15, 16, 17] as const;

const version = () => z.literal(VERSIONS, `must be one of ${VERSIONS.join(', ')}`);

const maintenanceWindow = z
  .strictObject({
    day: z
      .enum(WEEKDAYS, `must be one of ${WEEKDAYS.join(', ')}`)
      .default('sunday')
      .describe('Day of the week, in UTC.'),
    hour: wholeNumber(0, 23).default(0).describe('Hour at which the window begins, in UTC.'),
    minute: wholeNumber(0, 59).default(0).describe('Minute at which the window begins.'),
  })
  .optional()
  .describe('When Azure may restart databases to patch them: `{ day: sunday, hour: 2 }`. Default: Azure picks a time.');

const restore = z.strictObject({
  at: z.iso
    .datetime(INSTANT)
    .describe('Instant to restore to, in UTC and in quotes. No two restores may be to the same minute.'),
  from: oneOf([FIRST], `must be ${FIRST}, or the instant of an earlier restore`)
    .optional()
    .describe(
      'Server to copy the data from: `server` for the original one, or the instant of an earlier restore. ' +
        'Default: the restore above it in the list, or the original server.',
    ),
  version: version()
    .optional()
    .describe(
      'Major version of this server. Set it when you restore to an instant before a major upgrade: the copy has ' +
        "the version that its source had then, and the next deployment would upgrade it. Default: the database's " +
        '`version`.',
    ),
});

const elasticCluster = z
  .strictObject({
    nodes: wholeNumber(2, 20).default(2).describe('Number of nodes. Nodes can be added, but not removed.'),
    size: size().default('GP_Standard_D2ds_v5').describe('Size of each node.'),
    storageGb: storageGb().describe('Storage of each node in GB. It does not grow automatically.'),
    highAvailability: highAvailability().describe('Whether each node has a standby. Not for burstable sizes (`B_…`).'),
    connectThrough: choice({
      coordinator: 'Always the first node, the coordinator, at port 5432.',
      'any-node': "Azure picks a node for each connection, at port 7432. This spreads the coordinator's work.",
    })
      .default('coordinator')
      .describe('Node that the service connects to. Migrations always use the coordinator.'),
  })
  .optional()
  .describe(
    'A PostgreSQL elastic cluster in addition to the server, for fleets that outgrow a single server. The cluster starts ' +
      'empty: with `use: cluster` the migration creates its tables and distributes them over the nodes, by tenant. It ' +
      'has no backups in another region. Requires `use`. Default: none.',
  );

export const databaseOptions = z
  .strictObject({
    size: size()
      .default('B_Standard_B2s')
      .describe('Size of the server: `B_…` is burstable, `GP_…` general purpose, `MO_…` memory optimized.'),
    version: version()
      .default(17)
      .describe(
        'Major version of PostgreSQL. Raising it upgrades the server in place, and the service is down for ' +
          'minutes. The only way back is a restore to an instant before the upgrade; Terraform refuses a lower ' +
          'version. A cluster has version 17.',
      ),
    maintenanceWindow,
    storageGb: storageGb().describe('Initial storage in GB. Azure enlarges it when needed, and it cannot shrink.'),
    backupRetentionDays: wholeNumber(7, 35).default(14).describe('Number of days that a restore can go back.'),
    geoRedundantBackup: flag()
      .default(false)
      .describe('Whether backups are also kept in the paired region. Cannot be changed after the server is created.'),
    highAvailability: highAvailability().describe('Whether the server has a standby. Not for burstable sizes (`B_…`).'),
    deletionLock: flag().default(true).describe('Whether Azure refuses to delete a database, no matter who asks.'),
    restores: z
      .array(restore, 'must be a list of restores, such as [{ at: "2026-11-02T10:30:00Z" }]')
      .default([])
      .describe(
        'Servers restored to an earlier instant, in the order in which they were created. A new entry creates a ' +
          'server and moves the service to it; the previous server stays. Never remove the entry of a server that ' +
          'exists: Terraform refuses the plan. Default: none.',
      ),
    server: flag()
      .default(true)
      .describe('Whether the original server still exists. Terraform refuses `false` as long as the server exists.'),
    use: oneOf([FIRST, CLUSTER], `must be ${FIRST}, ${CLUSTER}, or the instant of one of the restores`)
      .optional()
      .describe(
        'Database that the service uses: `server` for the original server, `cluster`, or the instant of a ' +
          'restore. Required if there is a cluster. Default: the last restore, or the original server.',
      ),
    elasticCluster,
  })
  .prefault({})
  .describe("The service's PostgreSQL: a server, servers restored from it, and a cluster.");
