import { each } from '../masking/mask';
import { destructive, DOWN, risky, routine } from '../meaning/consequence';
import { noun } from '../meaning/resource';
import { becomes, type Watch } from '../meaning/watch';
import type { Change } from '../plan/change';
import type { Plan } from '../plan/plan';
import { textOf } from '../plan/terraform-plan';

import { ADMIN_API, explainAdminApplication } from './admin-api';
import { BOUND, isManaged } from './domain';
import { explainUntoldRegistry, onlyFollowsRegistry, REGISTRY_DIGEST, tellsRegistry } from './registry-digest';
import { explainDatabase, SERVICE_DATABASE } from './service-database';

const DIGEST = /@sha256:[0-9a-f]{64}$/;

const CONTAINER = [
  'template.container.cpu',
  'template.container.memory',
  {
    path: 'template.container.image',
    kind: 'image-without-digest',
    when: (after) => !after.every((image) => DIGEST.test(textOf(image))),
    created: true,
  },
  { path: 'template.container.image', kind: 'image-changed' },
] as const satisfies (string | Watch)[];

const VARIABLES = [
  'template.container.env',
  { path: 'template.container.env.name', kind: 'environment-variables-changed' },
] as const satisfies (string | Watch)[];

const SECRETS = { secret: each(() => ({ value: true })) };

/** The service, the job that migrates its database, and the environment in which the service and the job run. */
export const CONTAINER_APP = noun(
  {
    ...REGISTRY_DIGEST,
    ...ADMIN_API,
    ...SERVICE_DATABASE,
    'environment-destroyed': destructive(
      'The Container Apps environment is destroyed or replaced',
      'The service is removed with it, and a new environment has another domain, which is part of the tenant URLs.',
      `${DOWN} Tenants without a domain of their own have to be deployed with the new URL.`,
    ),
    'service-destroyed': destructive(
      'The service is destroyed',
      'There is no endpoint left that Entra could provision into.',
      DOWN,
    ),
    'service-replaced': risky('The service is replaced', 'It is unavailable until the new one has started.', DOWN),
    'replicas-to-zero': risky(
      'The service may scale to zero',
      'The first request after a pause waits for a cold start.',
      'Entra may run into a timeout at the start of each cycle.',
    ),
    'replica-alone': routine('One replica is left', 'Each restart is a short outage.', 'Entra retries what failed.'),
    'service-unreachable': risky(
      'Other addresses may reach the service',
      'Entra calls it from the internet.',
      'Entra is refused if the rules do not let it in.',
    ),
    'insecure-connections': risky(
      'The service answers without TLS',
      'Tokens and names would travel in clear text.',
      'Entra itself insists on TLS.',
    ),
    'image-without-digest': risky(
      'The image is not pinned by digest',
      'A tag can move, so the image that runs may not be the one that was reviewed.',
      'Azure pulls whatever the tag points to when a replica starts.',
    ),
    'image-changed': routine(
      'Another image runs',
      'A new revision takes over once it is ready.',
      'Azure starts the new revision and then stops the old one.',
    ),
    'environment-variables-changed': routine(
      'Environment variables change',
      'A new revision takes over once it is ready.',
      'Azure starts the new revision and then stops the old one.',
    ),
  },
  {
    azurerm_container_app: {
      noun: 'service',
      shown: [
        'name',
        'revision_mode',
        ...CONTAINER,
        { path: 'template.min_replicas', kind: 'replicas-to-zero', when: ([after]) => after === 0, created: true },
        { path: 'template.max_replicas', kind: 'replicas-to-zero', when: ([after]) => after === 0, created: true },
        {
          path: 'template.min_replicas',
          kind: 'replica-alone',
          when: ([after], [before]) => after === 1 && Number(before) > 1,
        },
        'template.termination_grace_period_seconds',
        'template.http_scale_rule.concurrent_requests',
        { path: 'ingress.external_enabled', kind: 'service-unreachable', when: ([after]) => after !== true },
        { path: 'ingress.ip_security_restriction.ip_address_range', kind: 'service-unreachable' },
        { path: 'ingress.ip_security_restriction.action', kind: 'service-unreachable' },
        {
          path: 'ingress.allow_insecure_connections',
          kind: 'insecure-connections',
          when: becomes(true),
          created: true,
        },
        'ingress.target_port',
        'ingress.transport',
      ],
      read: [...VARIABLES, 'secret', 'ingress.custom_domain'],
      masks: SECRETS,
      destroyed: 'service-destroyed',
      replaced: 'service-replaced',
      expectedDrift: [
        { paths: ['latest_revision_fqdn', 'latest_revision_name'] }, // these attributes follow from the template
        { paths: ['ingress.custom_domain'], isExpected: showsOwnDomains },
      ],
      explain: (change, around) => {
        const told = [...explainDatabase(change), ...explainAdminApplication(change)];
        if (!tellsRegistry(around.changes)) {
          return around.general([...explainUntoldRegistry(change, around.what), ...told]);
        }
        return onlyFollowsRegistry(change) ? [] : around.general(told);
      },
    },
    azurerm_container_app_job: {
      noun: 'job',
      shown: ['name', ...CONTAINER, 'template.container.command', 'replica_timeout_in_seconds', 'replica_retry_limit'],
      read: VARIABLES,
      masks: SECRETS,
    },
    azurerm_container_app_environment: {
      noun: 'Container Apps environment',
      shown: [
        'name',
        'location',
        'default_domain',
        'internal_load_balancer_enabled',
        'zone_redundancy_enabled',
        'identity.type',
      ],
      destroyed: 'environment-destroyed',
    },
  },
);

/**
 * Whether separate resources of the plan bind all custom domains that a service lists. The certificate of a domain must
 * be either the certificate that the domain's resource names, or a certificate that Azure has issued.
 */
function showsOwnDomains({ after }: Change, { changes }: Plan): boolean {
  const domains = changes.filter(({ type }) => type === 'azurerm_container_app_custom_domain');
  const own = new Map(
    domains.map(({ before }) => [before.text('name'), before.value('container_app_environment_certificate_id')]),
  );
  return after
    .records('ingress.custom_domain')
    .every(
      ({ name, certificate_binding_type: binding, certificate_id: certificate }) =>
        own.has(textOf(name)) && (binding !== BOUND || isManaged(certificate) || certificate === own.get(textOf(name))),
    );
}
