import { z } from 'zod';

import { adminOptions } from './admin-options';
import { customDomainOptions } from './custom-domain-options';
import { addressRanges, choice, flag, wholeNumber } from './option-types';
import { rateSchema } from './rate';

const PROFILES = ['D4', 'D8', 'D16', 'D32', 'E4', 'E8', 'E16', 'E32'];
const CPU = 'must be a number of cores from 0.25 to 4 in steps of 0.25';

const replicas = z
  .strictObject({
    min: wholeNumber(0, 300)
      .default(1)
      .describe('Minimum number of replicas. With 0, a request from Entra may wait for a cold start.'),
    max: wholeNumber(1, 300).default(4).describe('Maximum number of replicas. At least `min`.'),
    concurrentRequests: wholeNumber(1, 1000)
      .default(40)
      .describe('Concurrent requests per replica at which Azure adds another replica.'),
  })
  .prefault({})
  .describe('How many replicas of the service run.');

const dedicatedMachines = z
  .strictObject({
    type: z
      .enum(PROFILES, `must be one of ${PROFILES.join(', ')}`)
      .describe(
        'Workload profile of the machines. D is general purpose and E memory optimized; the number counts the ' +
          'cores.',
      ),
    min: wholeNumber(0, 20).default(1).describe('Minimum number of machines.'),
    max: wholeNumber(1, 20).default(3).describe('Maximum number of machines. At least `min`.'),
  })
  .describe('Machines reserved for this environment: `{ type: D4, min: 1, max: 3 }`.');

export const serviceOptions = z
  .strictObject({
    replicas,
    cpu: z
      .number(CPU)
      .min(0.25, CPU)
      .max(4, CPU)
      .multipleOf(0.25, CPU)
      .default(0.5)
      .describe('Cores of a replica, which also gets 2 GiB of memory per core.'),
    workloadProfile: z
      .union(
        [z.literal('Consumption').describe('Shared machines, billed by use.'), dedicatedMachines],
        'must be Consumption, or machines of its own',
      )
      .default('Consumption')
      .describe('Machines that the service runs on.'),
    zoneRedundant: flag()
      .default(false)
      .describe(
        "Whether replicas are spread over the region's availability zones. Requires a network and at least two " +
          'replicas. Cannot be changed after the environment is created.',
      ),
    rollout: choice({
      automatic: 'Azure moves traffic to a new revision once it is ready.',
      gated:
        'The deployment moves traffic once the new revision is healthy. The old revision stays, without traffic, so that you can go back to it.',
    })
      .default('automatic')
      .describe('How traffic moves to a new revision.'),
    discovery: choice({
      public: 'Everybody: they describe what the service can do, and reveal nothing about a tenant.',
      token: 'Only clients that present a token.',
    })
      .default('public')
      .describe('Clients that may read `/ServiceProviderConfig`, `/Schemas` and `/ResourceTypes`.'),
    logLevel: z
      .enum(['error', 'warn', 'info', 'debug'], 'must be error, warn, info or debug')
      .default('info')
      .describe(
        'Lowest level that is logged. Requests are logged as `info`, and alerts and the workbook depend on them.',
      ),
    metrics: flag()
      .default(true)
      .describe('Whether each replica serves `/metrics` on port 9090, for callers inside the replica.'),
    provisioningLogDays: wholeNumber(30, 36_500)
      .default(400)
      .describe(
        'Number of days for which the database keeps its history of changes: who changed what about whom. Whole ' +
          'months are deleted at a time. Lowering the number deletes history for good.',
      ),
    refusalLogDays: wholeNumber(7, 36_500)
      .default(30)
      .describe(
        'Number of days for which the database keeps refused requests and the reasons. Whole months are deleted at a time.',
      ),
    ingress: choice({
      public: 'A public address of the Container Apps environment.',
      internal: 'An address inside the network only, for use behind your own Front Door or Application Gateway.',
    })
      .default('public')
      .describe(
        'From where the service can be reached. `internal` requires a network, and either `publicUrl` or a ' +
          '`customDomain` with your own certificate. Your gateway forwards to the outputs `load_balancer_address` ' +
          'and `app_host`. Cannot be changed after the environment is created.',
      ),
    publicUrl: z
      .string('must be an https URL')
      .regex(
        /^https:\/\/([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}(:\d{1,5})?$/,
        'must be an https URL of a host in lower case, without path and without a slash at its end, such as https://scim.example.com',
      )
      .optional()
      .describe(
        'URL at which Entra reaches the service through your own gateway, without a path: ' +
          '`https://scim.example.com`. Default: the custom domain, or the name that Azure gives the app.',
      ),
    allowedAddresses: addressRanges()
      .default([])
      .describe(
        "IPv4 ranges that may call the service, for instance those of Entra's service tag `AzureActiveDirectory`. " +
          'Keep them current. Default: any address may call, and needs a token.',
      ),
    customDomain: customDomainOptions,
    admin: adminOptions,
    rate: rateSchema
      .default({ perSecond: 500, burst: 2_000 })
      .describe(
        "Request rate that each replica accepts from a tenant, unless the tenant's own file sets another. " +
          'Further requests are answered with 429.',
      ),
  })
  .prefault({})
  .describe('How the service runs, and who can reach it.');
