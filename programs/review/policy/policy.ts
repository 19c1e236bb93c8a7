import { z } from 'zod';

import { RULE_IDS } from './rule-id';

const label = z.string('must be the name of a label').min(1, 'must be the name of a label');
const count = z.int('must be a whole number from 0').min(0, 'must be a whole number from 0');
const list = (what: string) => z.array(z.string(`must be ${what}`), `must be a list of ${what}`);

const demand = z.union(
  [z.enum(['deny', 'warn', 'off']), z.strictObject({ label })],
  'must be deny, warn, off, or a map that names the label which lets it pass',
);

/** What a rule demands where it applies: that the plan fails, a mention in the report, nothing at all, or a label. */
export type Demand = z.output<typeof demand>;

/** The policy file, with its defaults. */
export const policySchema = z.strictObject({
  /** Limits on loss of access through one plan, beyond which rule ID005 applies. */
  limits: z
    .strictObject(
      {
        groups: count.default(2),

        /** Most assigned users and direct members of groups. A group of unknown size may have more. */
        users: count.default(25),

        /** Share of the users and groups that hold a role, in per cent. No limit unless set. */
        percent: count.max(100, 'must be at most 100').optional(),
      },
      'must be a map of groups, users and percent to their limits',
    )
    .prefault({}),

  /** Types or addresses of resources that no plan may destroy or replace (rule SV001). */
  neverDestroy: list('types or addresses of resources').default([
    'azurerm_container_app_environment',
    'azurerm_key_vault',
    'azurerm_postgresql_flexible_server',
    'azurerm_postgresql_flexible_server_database',
    'azurerm_resource_group',
    'azurerm_resource_group_template_deployment',
  ]),

  /** Values of the roles whose assignment needs care (rule ID004). */
  privilegedRoles: list('values of roles').default(['account_administrator', 'destination_creator']),

  /** Label that a plan needs to pass, by its worst class (rule CL001). A class without an entry needs no label. */
  labels: z
    .strictObject(
      { destructive: label.optional(), risky: label.optional(), routine: label.optional() },
      'must be a map of classes to labels',
    )
    .default({ destructive: 'access-change' }),

  /** Demands of rules, where they differ from the catalogue. */
  rules: z
    .strictObject(Object.fromEntries(RULE_IDS.map((id) => [id, demand.optional()])), 'must be a map of rules')
    .default({}),
});

/** A team's policy. */
export type Policy = z.output<typeof policySchema>;

/** The policy without a file. */
export const DEFAULT_POLICY: Policy = policySchema.parse({});
