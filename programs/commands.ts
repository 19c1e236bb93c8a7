import type { Program } from '../command-line/program';

/** A command of `entra-scim`. */
export interface CommandEntry {
  readonly name: string;

  /** Description of the command, in one line of the help. */
  readonly summary: string;

  /**
   * Loads the command. Only the command that is called is loaded: loading CDKTF alone takes a second, and most commands
   * do not need it.
   */
  readonly load: () => Program;
}

/** All commands, in the order in which a team usually needs them. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'init',
    summary: "create a team's repository: configuration, workflows, policy",
    load: () => (require('./init/program') as typeof import('./init/program')).init,
  },
  {
    name: 'app',
    summary: 'write the Terraform stacks of the configuration; cdktf runs this command, which cdktf.json names',
    load: () => (require('../stacks/program') as typeof import('../stacks/program')).app,
  },
  {
    name: 'tenants',
    summary: 'list the tenants of the configuration, write their lock file, import what exists in Entra',
    load: () => (require('./tenants/program') as typeof import('./tenants/program')).tenants,
  },
  {
    name: 'rehearse',
    summary: 'play the part of Entra against the SCIM service, and compare what was sent with what the service stores',
    load: () => (require('./rehearse/program') as typeof import('./rehearse/program')).rehearse,
  },
  {
    name: 'review',
    summary: "explain how Terraform plans change people's access",
    load: () => (require('./review/program') as typeof import('./review/program')).review,
  },
  {
    name: 'pipeline',
    summary: 'the steps of reviewing and deploying, for any CI system',
    load: () => (require('./pipeline/program') as typeof import('./pipeline/program')).pipeline,
  },
  {
    name: 'rollout',
    summary: 'migrate the database, move traffic to a new revision, bind a certificate; Terraform runs this command',
    load: () => (require('./rollout/program') as typeof import('./rollout/program')).rollout,
  },
  {
    name: 'sync',
    summary: 'bring provisioning jobs in Entra into the state that the configuration declares',
    load: () => (require('./sync/program') as typeof import('./sync/program')).sync,
  },
  {
    name: 'drift',
    summary: 'report how Entra differs from the configuration',
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
    summary: 'show what was done to which user, and which requests were refused; forget a person',
    load: () => (require('./history/program') as typeof import('./history/program')).history,
  },
  {
    name: 'access',
    summary: 'show who has which role, now or on an earlier day',
    load: () => (require('./access/program') as typeof import('./access/program')).access,
  },
  {
    name: 'streams',
    summary: 'show how far behind the receivers of events are; pause, resume and replay streams',
    load: () => (require('./streams/program') as typeof import('./streams/program')).streams,
  },
  {
    name: 'portal-link',
    summary: 'make a link to the page on which the admin of an account sets up provisioning',
    load: () => (require('./portal-link/program') as typeof import('./portal-link/program')).portalLink,
  },
  {
    name: 'schemas',
    summary: 'write the JSON Schemas of the configuration, for editors',
    load: () => (require('./schemas/program') as typeof import('./schemas/program')).schemas,
  },
];
