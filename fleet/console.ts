import { type Principal, principalIdentity } from '../entra/principal';

import type { AdminOptions } from './model/admin-options';
import { type PrincipalEntry, principalOf } from './model/assignments';
import type { ConsoleTakeover } from './model/console-takeover';
import type { PlatformConfig } from './model/platform';

/** Roles of the admin API, by the names that the service uses. */
export type ConsoleRole = 'auditor' | 'operator';

/** A person, group or service with a role in the admin API. */
export interface ConsoleMember {
  readonly principal: Principal;
  readonly role: ConsoleRole;

  /** Path of the entry in the platform's file. */
  readonly path: readonly PropertyKey[];
}

/** Whether the platform creates the application whose roles control access to the admin API. */
export function declaresConsole({ service: { admin } }: Pick<PlatformConfig, 'service'>): boolean {
  return admin !== undefined && 'application' in admin;
}

/**
 * Name, in Entra, of the application that controls access to the admin API. The platform's stack looks up the
 * application by this name.
 */
export function consoleName({ name }: Pick<PlatformConfig, 'name'>): string {
  return `${name}-console`;
}

/** The existing objects that the console's stacks take over. Undefined if they create new ones. */
export function consoleTakeover(admin: AdminOptions | undefined): ConsoleTakeover | undefined {
  return admin !== undefined && 'application' in admin ? admin.application.import : undefined;
}

/**
 * Everybody with a role in the admin API, operators first. Empty if the platform does not create the application for
 * the admin API.
 */
export function consoleMembers(admin: AdminOptions | undefined): ConsoleMember[] {
  if (admin === undefined || !('application' in admin)) return [];
  const listed = (key: 'auditors' | 'operators', role: ConsoleRole, entries: readonly PrincipalEntry[]) =>
    entries.map((entry, index) => ({
      principal: principalOf(entry),
      role,
      path: ['service', 'admin', 'application', key, index],
    }));
  const { operators, auditors } = admin.application;
  return [...listed('operators', 'operator', operators), ...listed('auditors', 'auditor', auditors)];
}

/** The earlier entry in the list that has the same name or object id as `member`. Undefined if there is none. */
export function earlierEntry(members: readonly ConsoleMember[], member: ConsoleMember): ConsoleMember | undefined {
  const identity = principalIdentity(member.principal);
  const first = members.find(({ principal }) => principalIdentity(principal) === identity);
  return first === member ? undefined : first;
}
