import type { Program } from '../command-line/program';

/** A command of `entra-scim`. */
export interface CommandEntry {
  readonly name: string;

  /** What the command does, in one line for the help. */
  readonly summary: string;

  /**
   * Loads the command. Only the command that is called is loaded: CDKTF alone takes a second, and most commands do not
   * need it.
   */
  readonly load: () => Program;
}

/** The commands, in the order in which a team needs them. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'init',
    summary: "make a team's repository: configuration, workflows, policy",
    load: () => (require('./init/program') as typeof import('./init/program')).init,
  },
  {
    name: 'app',
    summary: 'write the Terraform stacks of the configuration; cdktf.json names it as its app',
    load: () => (require('../stacks/program') as typeof import('../stacks/program')).app,
  },
  {
    name: 'tenants',
    summary: 'list the tenants of the configuration, lock them, import what exists in Entra',
    load: () => (require('./tenants/program') as typeof import('./tenants/program')).tenants,
  },
  {
    name: 'rehearse',
    summary: 'play Entra against the SCIM service, and compare what was sent with what it holds',
    load: () => (require('./rehearse/program') as typeof import('./rehearse/program')).rehearse,
  },
  {
    name: 'review',
    summary: 'say what Terraform plans do to the access of people',
    load: () => (require('./review/program') as typeof import('./review/program')).review,
  },
  {
    name: 'pipeline',
    summary: 'the steps of reviewing and deploying, for any CI',
    load: () => (require('./pipeline/program') as typeof import('./pipeline/program')).pipeline,
  },
  {
    name: 'rollout',
    summary: 'steps of a deployment that Terraform has no resource for',
    load: () => (require('./rollout/program') as typeof import('./rollout/program')).rollout,
  },
  {
    name: 'sync',
    summary: 'bring provisioning jobs in Entra to where the configuration says they are',
    load: () => (require('./sync/program') as typeof import('./sync/program')).sync,
  },
  {
    name: 'drift',
    summary: 'report what differs in Entra from the configuration',
    load: () => (require('./sync/program') as typeof import('./sync/program')).drift,
  },
  {
    name: 'serve',
    summary: 'serve SCIM 2.0',
    load: () => (require('../service/main') as typeof import('../service/main')).serve,
  },
  {
    name: 'migrate',
    summary: 'bring the database of the service up to date',
    load: () => (require('../service/migrate') as typeof import('../service/migrate')).migration,
  },
  {
    name: 'history',
    summary: 'tell what was done to whom, and which requests were refused; forget a person',
    load: () => (require('./history/program') as typeof import('./history/program')).history,
  },
  {
    name: 'access',
    summary: 'tell who has which role, now or as of a day',
    load: () => (require('./access/program') as typeof import('./access/program')).access,
  },
  {
    name: 'schemas',
    summary: 'write the JSON Schemas of the configuration, which editors read',
    load: () => (require('./schemas/program') as typeof import('./schemas/program')).schemas,
  },
];
