import type { z } from 'zod';

import { UsageError } from '../../command-line/usage-error';
import { RELEASED_IMAGE } from '../../fleet/model/image';
import { platformSchema } from '../../fleet/model/platform';
import { tenantSchema } from '../../fleet/model/tenant';
import { nameFlaw } from '../../fleet/rules/name-rules';

/** The answers that a team must give before its repository can be created. Everything else has a default. */
export interface Answers {
  /** Prefix of every Azure resource name. */
  readonly name: string;

  /** Ids of the subscription that hosts the service and of the directory that the subscription belongs to. */
  readonly subscription: string;
  readonly directory: string;
  readonly location: string;

  /** Image of the service, with its digest. */
  readonly image: string;

  /** Where Terraform stores states: `local`, or a storage account as `<resource group>/<account>`. */
  readonly state: string;

  /** The first tenant: its slug, the id of its directory, and the name of its application. */
  readonly tenant: string;
  readonly tenantDirectory: string;
  readonly displayName: string;
}

/** A question about one of the `Answers`. */
export interface Question {
  /** The command-line option for the answer, in commander's notation. */
  readonly option: string;

  /** Description of the answer, which the prompt and the help show. */
  readonly what: string;

  /** Example value, which `--yes` uses. */
  readonly example: string;

  /**
   * Set if the answer may be omitted. The example is then used instead. `suits`: the example suits most teams. `later`:
   * the team must replace the example before the first deployment.
   */
  readonly leftOut?: 'later' | 'suits';

  /** Returns the reason why an answer is unusable. Undefined if the answer is usable. */
  readonly flaw: (answer: string) => string | undefined;
}

const platform = platformSchema.shape;
const tenant = tenantSchema.shape;

export const QUESTIONS: Readonly<Record<keyof Answers, Question>> = {
  name: {
    option: '--name <prefix>',
    what: 'prefix of all Azure resource names, globally unique',
    example: 'acme-scim',
    flaw: (answer) => flawOf(platform.name, answer) ?? nameFlaw({ name: answer, location: '' }),
  },
  subscription: {
    option: '--subscription <id>',
    what: 'Azure subscription that hosts the service',
    example: '5f1d7c1e-7b0f-4c36-9d5e-2f60b3a1c7d4',
    flaw: (answer) => flawOf(platform.subscriptionId, answer),
  },
  directory: {
    option: '--directory <id>',
    what: 'directory (Entra tenant) that the subscription belongs to',
    example: '2b8e2f0a-51b6-4f0d-8a3c-9e5b5f7f6c11',
    flaw: (answer) => flawOf(platform.hostTenantId, answer),
  },
  location: {
    option: '--location <region>',
    what: 'Azure region',
    example: 'westeurope',
    leftOut: 'suits',
    flaw: (answer) => flawOf(platform.location, answer),
  },
  image: {
    option: '--image <image>',
    what: 'image of the service, by digest',
    example: RELEASED_IMAGE ?? `ghcr.io/acme/entra-scim@sha256:${'0'.repeat(64)}`,
    leftOut: RELEASED_IMAGE === undefined ? 'later' : 'suits', // without a release, the image has to be built first
    flaw: (answer) => flawOf(platform.image, answer),
  },
  state: {
    option: '--state <place>',
    what: 'where Terraform stores its states: <resource group>/<storage account>, or local',
    example: 'local',
    leftOut: 'suits',
    flaw: (answer) => flawOf(platform.state, stateOf(answer)),
  },
  tenant: {
    option: '--tenant <slug>',
    what: 'short name of the first tenant',
    example: 'contoso',
    flaw: (answer) => flawOf(tenant.slug, answer),
  },
  tenantDirectory: {
    option: '--tenant-directory <id>',
    what: 'directory (Entra tenant) from which the first tenant is provisioned',
    example: '8d1cbd34-6c1f-4d2a-9c53-0c3a7f1f2b90',
    flaw: (answer) => flawOf(tenant.entraTenantId, answer),
  },
  displayName: {
    option: '--display-name <name>',
    what: 'name of its enterprise application, as admins see it in Entra',
    example: 'Product access',
    leftOut: 'suits',
    flaw: (answer) => flawOf(tenant.displayName, answer),
  },
};

export const ANSWER_KEYS = Object.keys(QUESTIONS) as (keyof Answers)[];

/** The value of `state` in `platform.yaml`. */
export function stateOf(answer: string): unknown {
  const [resourceGroup, storageAccount] = answer.split('/');
  return storageAccount === undefined ? answer : { resourceGroup, storageAccount };
}

/**
 * Checks answers. @throws {UsageError} if any answer is unusable. The error lists all problems, each with its option.
 */
export function expectSound(answers: Partial<Answers>): void {
  const flaws = ANSWER_KEYS.flatMap((key) => {
    const { [key]: answer } = answers;
    const { option, flaw } = QUESTIONS[key];
    const why = answer === undefined ? undefined : flaw(answer);
    return why === undefined ? [] : [`${option} ${why}; got '${answer}'`];
  });
  if (flaws.length > 0) throw new UsageError([...flaws, 'Nothing was created'].join('\n'));
}

/** Returns the reason why the configuration's schema refuses a value. Undefined if the value is valid. */
function flawOf(schema: z.ZodType, value: unknown): string | undefined {
  return schema.safeParse(value).error?.issues[0]?.message;
}
