import { z } from 'zod';

import { FIRST, type Restore } from '../../constructs/azure/restored-server';

import { flag, wholeNumber } from './option-types';

/** What the cluster is called where one of several databases is named. */
export const CLUSTER = 'cluster';

/** The PostgreSQL of the service: a server, those that were restored from it, and a cluster. */
export interface DatabaseOptions {
  readonly size: string;

  /** Storage at the start. It grows by itself and cannot shrink. */
  readonly storageGb: number;

  readonly backupRetentionDays: number;

  /** Whether backups are kept in the paired region too. Settled when the server is made. */
  readonly geoRedundantBackup: boolean;

  /** Whether a second server stands by, and where. */
  readonly highAvailability: Standby;

  /** Whether Azure refuses to delete a database, whoever asks. */
  readonly deletionLock: boolean;

  /** Servers with the data of an earlier time, in the order in which they were made. */
  readonly restores: readonly Restore[];

  /** Whether there is the server that was made first. Terraform refuses to go on without it while it exists. */
  readonly server: boolean;

  /**
   * What the service uses: `server`, `cluster`, or the instant of a restored server. Undefined for the last that was
   * restored, else the server.
   */
  readonly use?: string | undefined;

  /** A cluster of several nodes beside the server, for fleets that outgrow it. */
  readonly elasticCluster?: ClusterOptions | undefined;
}

export interface ClusterOptions {
  readonly nodes: number;

  /** Size of each node. */
  readonly size: string;

  /** Storage of each node. It does not grow by itself. */
  readonly storageGb: number;

  readonly highAvailability: Standby;
}

type Standby = 'none' | 'same-zone' | 'zone-redundant';

const STORAGE = [32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384] as const;
const INSTANT = 'must be an instant in UTC in quotes, such as "2026-11-02T10:30:00Z"';

const storageGb = () => z.literal(STORAGE, `must be one of ${STORAGE.join(', ')}`).default(32);

const highAvailability = () =>
  z.enum(['none', 'same-zone', 'zone-redundant'], 'must be none, same-zone or zone-redundant').default('none');

const size = () => {
  const message = 'must be the size of a PostgreSQL flexible server, such as B_Standard_B2s or GP_Standard_D2ds_v5';
  return z.string(message).regex(/^(B|GP|MO)_Standard_[A-Za-z0-9_]+$/, message);
};

export const databaseOptions = z.strictObject({
  size: size().default('B_Standard_B2s'),
  storageGb: storageGb(),
  backupRetentionDays: wholeNumber(7, 35).default(14),
  geoRedundantBackup: flag().default(false),
  highAvailability: highAvailability(),
  deletionLock: flag().default(true),
  restores: z
    .array(
      z.strictObject({
        at: z.iso.datetime(INSTANT),
        from: z
          .union([z.literal(FIRST), z.iso.datetime()], `must be ${FIRST}, or the instant of an earlier restore`)
          .optional(),
      }),
      'must be a list of restores, such as [{ at: "2026-11-02T10:30:00Z" }]',
    )
    .default([]),
  server: flag().default(true),
  use: z
    .union(
      [z.literal([FIRST, CLUSTER]), z.iso.datetime()],
      `must be ${FIRST}, ${CLUSTER}, or the instant of one of the restores`,
    )
    .optional(),
  elasticCluster: z
    .strictObject({
      nodes: wholeNumber(2, 20).default(2),
      size: size().default('GP_Standard_D2ds_v5'),
      storageGb: storageGb(),
      highAvailability: highAvailability(),
    })
    .optional(),
});
