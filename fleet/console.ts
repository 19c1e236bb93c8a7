import { type Principal, principalIdentity } from '../entra/principal';

import type { AdminOptions } from './model/admin-options';
import { type PrincipalEntry, principalOf } from './model/assignments';
import type { PlatformConfig } from './model/platform';

/** Roles of the admin API, as the service knows them. */
export type ConsoleRole = 'auditor' | 'operator';

/** Somebody with a role in the admin API. */
export interface ConsoleMember {
  readonly principal: Principal;
  readonly role: ConsoleRole;

  /** Path of the entry in the platform's file. */
  readonly path: readonly PropertyKey[];
}

/** The application of the admin API, if the platform makes it. */
export function declaresConsole({ service: { admin } }: Pick<PlatformConfig, 'service'>): boolean {
  return admin !== undefined && 'application' in admin;
}

/** Name of that application in Entra, by which the platform's stack finds it. */
export function consoleName({ name }: Pick<PlatformConfig, 'name'>): string {
  return `${name}-console`;
}

/** Everybody with a role, operators first. Nobody if the platform does not make the application. */
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

/** A member who is listed before, by the same name. */
export function earlierEntry(members: readonly ConsoleMember[], member: ConsoleMember): ConsoleMember | undefined {
  const identity = principalIdentity(member.principal);
  const first = members.find(({ principal }) => principalIdentity(principal) === identity);
  return first === member ? undefined : first;
}
