import { z } from 'zod';

import { customDomainOptions } from './custom-domain-options';
import { addressRanges, choice, flag, wholeNumber } from './option-types';
import { rateSchema } from './rate';

const PROFILES = ['D4', 'D8', 'D16', 'D32', 'E4', 'E8', 'E16', 'E32'];
const CPU = 'must be a number of cores from 0.25 to 4 in steps of 0.25';

const replicas = z
  .strictObject({
    min: wholeNumber(0, 300)
      .default(1)
      .describe('Fewest replicas that run. With 0, a request of Entra may wait for a cold start.'),
    max: wholeNumber(1, 300).default(4).describe('Most replicas that run. Not below `min`.'),
    concurrentRequests: wholeNumber(1, 1000)
      .default(40)
      .describe('Requests at once, per replica, from which Azure adds one.'),
  })
  .prefault({})
  .describe('How many replicas of the service run.');

const dedicatedMachines = z
  .strictObject({
    type: z
      .enum(PROFILES, `must be one of ${PROFILES.join(', ')}`)
      .describe(
        'Workload profile of the machines: the number is that of cores; D is general purpose, E memory optimized.',
      ),
    min: wholeNumber(0, 20).default(1).describe('Fewest machines.'),
    max: wholeNumber(1, 20).default(3).describe('Most machines. Not below `min`.'),
  })
  .describe('Machines that only this environment runs on: `{ type: D4, min: 1, max: 3 }`.');

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
        [z.literal('Consumption').describe('Shared machines, paid by use.'), dedicatedMachines],
        'must be Consumption, or machines of its own',
      )
      .default('Consumption')
      .describe('Machines that the service runs on.'),
    zoneRedundant: flag()
      .default(false)
      .describe(
        'Whether replicas are spread over the zones of the region. Needs a network and at least two replicas. Cannot be ' +
          'changed once the environment is made.',
      ),
    rollout: choice({
      automatic: 'Azure moves traffic to a new revision once it is ready.',
      gated: 'The deployment moves it, once the revision is healthy. The old revision stays, at rest, for a way back.',
    })
      .default('automatic')
      .describe('How traffic gets to a new revision.'),
    discovery: choice({
      public: 'Everybody: they tell what the service can do, and nothing about a tenant.',
      token: 'Only clients that present a token.',
    })
      .default('public')
      .describe('Clients that may read `/ServiceProviderConfig`, `/Schemas` and `/ResourceTypes`.'),
    logLevel: z
      .enum(['error', 'warn', 'info', 'debug'], 'must be error, warn, info or debug')
      .default('info')
      .describe('Least severe lines that are logged. Requests are logged as `info`, which alerts and workbook read.'),
    metrics: flag().default(true).describe('Whether `/metrics` answers on port 9090, inside a replica.'),
    provisioningLogDays: wholeNumber(30, 36_500)
      .default(400)
      .describe(
        'Days for which the database keeps the history of changes: who changed what about whom. Dropped by whole months; ' +
          'what a lower number drops is gone for good.',
      ),
    refusalLogDays: wholeNumber(7, 36_500)
      .default(30)
      .describe('Days for which the database keeps requests that were refused, and why. Dropped by whole months.'),
    ingress: choice({
      public: 'A public address of the Container Apps environment.',
      internal: 'An address inside of the network alone, for those who bring Front Door or an Application Gateway.',
    })
      .default('public')
      .describe(
        'Where the service is reached. `internal` needs a network, and `publicUrl` or a `customDomain` with a certificate of ' +
          'yours; the outputs `load_balancer_address` and `app_host` are what the gateway forwards to. Cannot be changed ' +
          'once the environment is made.',
      ),
    publicUrl: z
      .string('must be an https URL')
      .regex(
        /^https:\/\/([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}(:\d{1,5})?$/,
        'must be an https URL of a host in lower case, without path and without a slash at its end, such as https://scim.example.com',
      )
      .optional()
      .describe(
        'URL under which Entra reaches the service through a gateway of yours, without path: `https://scim.example.com`. ' +
          'Default: the custom domain, or the name that Azure gives the app.',
      ),
    allowedAddresses: addressRanges()
      .default([])
      .describe(
        "IPv4 ranges that may call the service, for instance those of Entra's service tag `AzureActiveDirectory`. Keep them " +
          'current. Default: everybody may call, and needs a token.',
      ),
    customDomain: customDomainOptions,
    rate: rateSchema
      .default({ perSecond: 500, burst: 2_000 })
      .describe(
        'Requests that each replica takes from a tenant whose own file says nothing else. Requests beyond it are answered 429.',
      ),
  })
  .prefault({})
  .describe('How the service runs, and who reaches it.');
