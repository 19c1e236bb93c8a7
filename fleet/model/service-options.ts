import { z } from 'zod';

import { addressRange, flag, hostName, resourceGroup, resourceId, wholeNumber } from './option-types';
import { type RateConfig, rateSchema } from './rate';

/** How the service runs, and who reaches it. */
export interface ServiceOptions {
  readonly replicas: ReplicaConfig;

  /** Cores of a replica, which also gets 2 GiB of memory per core. */
  readonly cpu: number;

  /** Machines that the service runs on: shared ones that are paid by use, or some of its own. */
  readonly workloadProfile: 'Consumption' | DedicatedProfileConfig;

  /** Whether the service is spread over the zones of its region. Settled when the environment is made. */
  readonly zoneRedundant: boolean;

  /** `automatic`: Azure moves traffic to a new revision once it is ready. `gated`: the deployment does, once it is healthy. */
  readonly rollout: 'automatic' | 'gated';

  /** `public`: whoever asks is told what the service can do, but nothing of a tenant. `token`: it takes a token. */
  readonly discovery: 'public' | 'token';

  readonly logLevel: 'error' | 'warn' | 'info' | 'debug';

  /** Whether `/metrics` answers on port 9090, inside of the replica. */
  readonly metrics: boolean;

  /** Days for which the provisioning log is kept: who changed what of whom. Dropped by whole months. */
  readonly provisioningLogDays: number;

  /** Ranges that may call the service. Empty for all. */
  readonly allowedAddresses: readonly string[];

  readonly customDomain?: CustomDomainConfig | undefined;

  /** Rate of a tenant whose own file says nothing else. */
  readonly rate: RateConfig;
}

export interface ReplicaConfig {
  readonly min: number;
  readonly max: number;

  /** Requests at once that make Azure add a replica. */
  readonly concurrentRequests: number;
}

export interface DedicatedProfileConfig {
  readonly type: string;
  readonly min: number;
  readonly max: number;
}

export interface CustomDomainConfig {
  readonly host: string;

  /** Azure DNS zone in which the host's records are made. Undefined when they are made elsewhere. */
  readonly dnsZone?: { readonly name: string; readonly resourceGroup: string } | { readonly id: string } | undefined;

  /** Ranges from which the issuer of the certificate, DigiCert, looks at the service. They may call it too. */
  readonly issuerAddresses: readonly string[];
}

const PROFILES = ['D4', 'D8', 'D16', 'D32', 'E4', 'E8', 'E16', 'E32'];
const CPU = 'must be a number of cores from 0.25 to 4 in steps of 0.25';

export const serviceOptions = z.strictObject({
  replicas: z
    .strictObject({
      min: wholeNumber(0, 300).default(1),
      max: wholeNumber(1, 300).default(4),
      concurrentRequests: wholeNumber(1, 1000).default(40),
    })
    .prefault({}),
  cpu: z.number(CPU).min(0.25, CPU).max(4, CPU).multipleOf(0.25, CPU).default(0.5),
  workloadProfile: z
    .union(
      [
        z.literal('Consumption'),
        z.strictObject({
          type: z.enum(PROFILES, `must be one of ${PROFILES.join(', ')}`),
          min: wholeNumber(0, 20).default(1),
          max: wholeNumber(1, 20).default(3),
        }),
      ],
      'must be Consumption, or machines of its own',
    )
    .default('Consumption'),
  zoneRedundant: flag().default(false),
  rollout: z.enum(['automatic', 'gated'], 'must be automatic or gated').default('automatic'),
  discovery: z.enum(['public', 'token'], 'must be public or token').default('public'),
  logLevel: z.enum(['error', 'warn', 'info', 'debug'], 'must be error, warn, info or debug').default('info'),
  metrics: flag().default(true),
  provisioningLogDays: wholeNumber(30, 36_500).default(400),
  allowedAddresses: z.array(addressRange(), 'must be a list of address ranges').default([]),
  customDomain: z
    .strictObject({
      host: hostName('scim.example.com'),
      dnsZone: z
        .union(
          [
            z.strictObject({ name: hostName('example.com'), resourceGroup: resourceGroup() }),
            z.strictObject({ id: resourceId('Microsoft.Network/dnsZones') }),
          ],
          'must be an Azure DNS zone',
        )
        .optional()
        .describe(
          "Azure DNS zone in which the host's records are made: by name and resource group, or by id where it is in " +
            'another subscription. Leave it out when the records are made elsewhere.',
        ),
      issuerAddresses: z.array(addressRange(), 'must be a list of address ranges').default([]),
    })
    .optional(),
  rate: rateSchema.default({ perSecond: 500, burst: 2_000 }),
});
