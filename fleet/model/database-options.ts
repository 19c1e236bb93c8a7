import { z } from 'zod';

import { choice, flag, wholeNumber } from './option-types';

/** Names the original server among several databases. */
export const FIRST = 'server';

/** Names the cluster among several databases. */
export const CLUSTER = 'cluster';

/** An instant as digits up to the minute, `202611021030`, which is part of a restored server's name. */
export function minuteOf(instant: string): string {
  return instant.replace(/\D/g, '').slice(0, 12);
}

const STORAGE = [32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384] as const;
const INSTANT = 'must be an instant in UTC in quotes, such as "2026-11-02T10:30:00Z"';

const storageGb = () => z.literal(STORAGE, `must be one of ${STORAGE.join(', ')}`).default(32);

const highAvailability = () =>
  choice({
    none: 'No second server.',
    'same-zone': 'A second server stands by in the same zone.',
    'zone-redundant': 'A second server stands by in another zone.',
  }).default('none');

const size = () => {
  const message = 'must be the size of a PostgreSQL flexible server, such as B_Standard_B2s or GP_Standard_D2ds_v5';
  return z.string(message).regex(/^(B|GP|MO)_Standard_[A-Za-z0-9_]+$/, message);
};

/** Days as Azure counts them, from 0. */
export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

/** Major versions that the service supports and Azure offers. */
const VERSIONS = [15, 16, 17] as const;

const version = () => z.literal(VERSIONS, `must be one of ${VERSIONS.join(', ')}`);

const maintenanceWindow = z
  .strictObject({
    day: z
      .enum(WEEKDAYS, `must be one of ${WEEKDAYS.join(', ')}`)
      .default('sunday')
      .describe('Day of the week, in UTC.'),
    hour: wholeNumber(0, 23).default(0).describe('Hour at which it begins, in UTC.'),
    minute: wholeNumber(0, 59).default(0).describe('Minute at which it begins.'),
  })
  .optional()
  .describe('When Azure may restart databases to patch them: `{ day: sunday, hour: 2 }`. Default: Azure picks a time.');

const restore = z.strictObject({
  at: z.iso
    .datetime(INSTANT)
    .describe('The instant to go back to, in UTC and in quotes. No two restores are in the same minute.'),
  from: z
    .union([z.literal(FIRST), z.iso.datetime()], `must be ${FIRST}, or the instant of an earlier restore`)
    .optional()
    .describe(
      'Server to take the data from: `server` for the one that was made first, or the instant of an earlier restore. ' +
        'Default: the restore above it, or the first server.',
    ),
  version: version()
    .optional()
    .describe(
      'Major version of this server. Say it when it goes back to before an upgrade: a copy has the version that its source ' +
        "had at the instant, and would be upgraded by the next deployment. Default: the database's `version`.",
    ),
});

const elasticCluster = z
  .strictObject({
    nodes: wholeNumber(2, 20).default(2).describe('Nodes of the cluster. More can be added, none removed.'),
    size: size().default('GP_Standard_D2ds_v5').describe('Size of each node.'),
    storageGb: storageGb().describe('GB of storage of each node. It does not grow by itself.'),
    highAvailability: highAvailability().describe(
      'Whether a second server stands by for each node. Not for burstable sizes (`B_…`).',
    ),
    connectThrough: choice({
      coordinator: 'Always the first node, the coordinator, at port 5432.',
      'any-node': "Azure picks a node for each connection, at port 7432. This spreads the coordinator's work.",
    })
      .default('coordinator')
      .describe('Node that a connection of the service reaches. Migrations go through the coordinator.'),
  })
  .optional()
  .describe(
    'A PostgreSQL elastic cluster beside the server, for fleets that outgrow it. It is empty at first; with `use: cluster` ' +
      'the migration makes its tables and distributes them over the nodes, by tenant. It has no backups in another ' +
      'region. Say `use` with it. Default: none.',
  );

export const databaseOptions = z
  .strictObject({
    size: size()
      .default('B_Standard_B2s')
      .describe('Size of the server: `B_…` is burstable, `GP_…` general purpose, `MO_…` memory optimized.'),
    version: version()
      .default(17)
      .describe(
        'Major version of PostgreSQL. Raising it upgrades the server in place, with the service down for minutes, and there ' +
          'is no way back but a restore to an instant before it; Terraform refuses a lower one. A cluster has 17.',
      ),
    maintenanceWindow,
    storageGb: storageGb().describe('GB of storage at the start. It grows by itself and cannot shrink.'),
    backupRetentionDays: wholeNumber(7, 35).default(14).describe('Days that a restore may go back.'),
    geoRedundantBackup: flag()
      .default(false)
      .describe('Whether backups are kept in the paired region too. Cannot be changed once the server is made.'),
    highAvailability: highAvailability().describe(
      'Whether a second server stands by. Not for burstable sizes (`B_…`).',
    ),
    deletionLock: flag().default(true).describe('Whether Azure refuses to delete a database, whoever asks.'),
    restores: z
      .array(restore, 'must be a list of restores, such as [{ at: "2026-11-02T10:30:00Z" }]')
      .default([])
      .describe(
        'Servers with the data of an earlier time, in the order in which they were made. A new entry makes a server and moves ' +
          'the service to it; the server that was stays. Never remove the entry of a server that exists: Terraform ' +
          'refuses the plan. Default: none.',
      ),
    server: flag()
      .default(true)
      .describe('Whether the server that was made first is still there. Terraform refuses false while it exists.'),
    use: z
      .union(
        [z.literal([FIRST, CLUSTER]), z.iso.datetime()],
        `must be ${FIRST}, ${CLUSTER}, or the instant of one of the restores`,
      )
      .optional()
      .describe(
        'Database that the service uses: `server` for the one that was made first, `cluster`, or the instant of a restore. ' +
          'Has to be said with a cluster. Default: the last restore, or the first server.',
      ),
    elasticCluster,
  })
  .prefault({})
  .describe('The PostgreSQL of the service: a server, those that were restored from it, and a cluster.');
