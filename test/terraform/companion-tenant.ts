import { type Change, unless } from './change';
import { ALL, CREDENTIALS } from './planned-resources';
import { removalFlaws } from './removal-order';
import type { Stage } from './stage';
import { type Companion, FIRST, type TenantFile } from './tenant-file';
import { isGone, job, principal } from './tenant-in-entra';

const file = (generation: number, credentials: Companion['credentials']): TenantFile => ({
  ...FIRST,
  companion: { generation, credentials },
});

/**
 * The life of a tenant of the companion service. The tenant URL and the token are looked up in Azure. At first the
 * provider reads the token, later the sync step.
 */
export const COMPANION: readonly [Change, Change, Change, Change, Change] = [
  {
    title: 'a new companion tenant',
    file: file(1, 'terraform'),
    plan: ALL.map((address) => `create ${address}`),
    flaws: (stage) => [
      ...unless(
        stored(stage, 'BaseAddress') === stage.companionUrl,
        'Entra provisions to another URL than that of Azure',
      ),
      ...unless(stage.endpoint.seen.accepted > 0, 'Entra never reached the SCIM service with the token'),
      ...unless(job(stage)?.state === 'Active', 'the job does not run'),
    ],
  },
  {
    title: 'a token of another generation',
    file: file(2, 'terraform'),
    newToken: true,
    plan: ['replace terraform_data.sync', `update ${CREDENTIALS}`],
    flaws: presentsNewToken,
  },
  {
    title: 'credentials that the sync step stores',
    file: file(2, 'vault'),
    plan: [`forget ${CREDENTIALS}`, 'replace terraform_data.sync'],
    flaws: (stage) => [...presentsNewToken(stage), ...keepsNoToken(stage)],
  },
  {
    title: 'a token of another generation, by the sync step',
    file: file(3, 'vault'),
    newToken: true,
    plan: ['replace terraform_data.sync'],
    flaws: (stage) => [...presentsNewToken(stage), ...keepsNoToken(stage)],
  },
  {
    title: 'a companion tenant removed',
    file: { ...file(3, 'vault'), state: 'absent' },
    plan: ALL.filter((address) => address !== CREDENTIALS).map((address) => `delete ${address}`),
    flaws: (stage, requests) => [...removalFlaws(requests), ...unless(isGone(stage), 'the application is still there')],
  },
];

function stored(stage: Stage, key: string): string | undefined {
  return principal(stage)?.provisioning.secrets.get(key);
}

function presentsNewToken(stage: Stage): readonly string[] {
  return [
    ...unless(stored(stage, 'SecretToken') === stage.tokens.at(-1), 'Entra holds another token than the newest'),
    ...unless(stage.endpoint.seen.refused === 0, 'Entra presented the old token'),
  ];
}

/** Checks that the state contains no token, since the sync step stores the credentials. */
function keepsNoToken(stage: Stage): readonly string[] {
  return unless(!stage.tokens.some((token) => stage.readState().includes(token)), 'the state holds a token');
}
