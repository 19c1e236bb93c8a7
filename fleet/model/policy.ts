import { z } from 'zod';

import { choice } from './option-types';
import { describeRule, POLICY_RULES, type RuleId } from './policy-rule';

const label = () => z.string('must be the name of a label').min(1, 'must be the name of a label');
const count = () => z.int('must be a whole number from 0').min(0, 'must be a whole number from 0');
const list = (what: string) => z.array(z.string(`must be ${what}`), `must be a list of ${what}`);

const demand = () =>
  z.union(
    [
      choice({
        deny: 'The plan fails.',
        warn: 'The report mentions it.',
        off: 'Nothing.',
      }).describe('Whether the plan passes.'),
      z
        .strictObject({ label: label().describe('Label of the pull request that lets the plan pass.') })
        .describe('The plan fails without a label.'),
    ],
    'must be deny, warn, off, or a map with the label that lets the plan pass',
  );

/**
 * The demand of a rule that applies to a plan. `deny` fails the plan, `warn` mentions the plan in the report, `off`
 * does nothing, and `label` requires a label on the pull request.
 */
export type Demand = z.output<ReturnType<typeof demand>>;

type Rules = Readonly<Record<RuleId, z.ZodOptional<ReturnType<typeof demand>>>>;

/** Schema of the policy file, with its defaults. */
export const policySchema = z.strictObject({
  limits: z
    .strictObject(
      {
        groups: count().default(2).describe('Maximum number of groups that lose access.'),
        users: count()
          .default(25)
          .describe(
            'Maximum number of people who lose access: assigned users, and direct members of groups. A group of unknown size ' +
              'counts as exceeding the limit.',
          ),
        percent: count()
          .max(100, 'must be at most 100')
          .optional()
          .describe(
            'Maximum share of the users and groups with a role that lose access, in per cent. Default: no limit.',
          ),
      },
      'must be a map of groups, users and percent to their limits',
    )
    .prefault({})
    .describe('Maximum loss of access through one plan, for whatever reason. A larger loss breaks rule ID005.'),
  neverDestroy: list('types or addresses of resources')
    .default([
      'azurerm_container_app_environment',
      'azurerm_key_vault',
      'azurerm_postgresql_flexible_server',
      'azurerm_postgresql_flexible_server_database',
      'azurerm_resource_group',
      'azurerm_resource_group_template_deployment',
    ])
    .describe('Types or addresses of resources that no plan may destroy or replace (rule SV001).'),
  privilegedRoles: list('values of roles')
    .default(['account_administrator', 'destination_creator'])
    .describe('Values of the roles whose assignment needs care (rule ID004).'),
  labels: z
    .strictObject(
      {
        destructive: label().optional().describe('Label for plans that end or replace something. Default: none.'),
        risky: label()
          .optional()
          .describe('Label for plans with a risky change, but no destructive one. Default: none.'),
        routine: label().optional().describe('Label for all other plans that change something. Default: none.'),
      },
      'must be a map of classes to labels',
    )
    .default({ destructive: 'access-change' })
    .describe(
      'Labels that a pull request needs, by the class of its worst change (rule CL001). A map replaces the default as a ' +
        'whole, and a class without a label needs none.',
    ),
  rules: z
    .strictObject(
      Object.fromEntries(
        Object.entries(POLICY_RULES).map(([id, objections]) => [
          id,
          demand().optional().describe(describeRule(objections)),
        ]),
      ) as Rules,
      'must be a map of rules',
    )
    .default({})
    .describe('What rules demand, where it differs from their default: `{ ID008: deny, ID003: { label: widen } }`.'),
});

/** A team's policy. */
export type Policy = z.output<typeof policySchema>;

/** The policy that applies when there is no policy file. */
export const DEFAULT_POLICY: Policy = policySchema.parse({});
