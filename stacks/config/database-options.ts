import { z } from 'zod';

import { flag, wholeNumber } from './option-types';

/** The PostgreSQL server of the service. */
export interface DatabaseOptions {
  /** Size of the server, or of each node of a cluster. */
  readonly size: string;

  /** Storage at the start. It grows by itself and cannot shrink. */
  readonly storageGb: number;

  readonly backupRetentionDays: number;

  /** Whether backups are kept in the paired region too. Settled when the server is made. */
  readonly geoRedundantBackup: boolean;

  /** Whether a second server stands by, and where. */
  readonly highAvailability: 'none' | 'same-zone' | 'zone-redundant';

  /** Whether Azure refuses to delete the server, whoever asks. */
  readonly deletionLock: boolean;

  /** Instant to go back to: the service moves to a new server with the data of that time, the old one stays. */
  readonly restoreTo?: string | undefined;

  /** A cluster of several nodes in place of one server. */
  readonly elasticCluster?: { readonly nodes: number } | undefined;
}

const STORAGE = [32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384] as const;

export const databaseOptions = z.strictObject(
  {
    size: z
      .string('must be the size of a PostgreSQL flexible server')
      .regex(
        /^(B|GP|MO)_Standard_[A-Za-z0-9_]+$/,
        'must be the size of a PostgreSQL flexible server, such as B_Standard_B2s or GP_Standard_D2ds_v5',
      )
      .default('B_Standard_B2s'),
    storageGb: z.literal(STORAGE, `must be one of ${STORAGE.join(', ')}`).default(32),
    backupRetentionDays: wholeNumber(7, 35).default(14),
    geoRedundantBackup: flag().default(false),
    highAvailability: z
      .enum(['none', 'same-zone', 'zone-redundant'], 'must be none, same-zone or zone-redundant')
      .default('none'),
    deletionLock: flag().default(true),
    restoreTo: z.iso.datetime('must be an instant in UTC in quotes, such as "2026-11-02T10:30:00Z"').optional(),
    elasticCluster: z
      .strictObject({ nodes: wholeNumber(2, 20).default(2) }, 'must be a map with the key nodes')
      .optional(),
  },
  'must be a map of database options',
);
