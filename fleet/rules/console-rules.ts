import { principalKey } from '../../entra/principal';
import { consoleMembers, consoleTakeover, earlierEntry } from '../console';
import { principalOf } from '../model/assignments';
import type { PlatformFile } from '../model/platform';
import type { Complaint } from '../yaml/complaint';
import type { YamlFile } from '../yaml/yaml-file';

/**
 * Complaints about people with two roles. One role is enough, since an operator may do everything that an auditor may
 * do.
 */
export function consoleComplaints(file: YamlFile, { service: { admin } }: PlatformFile): Complaint[] {
  const members = consoleMembers(admin);
  return members.flatMap((member) => {
    const earlier = earlierEntry(members, member);
    if (earlier === undefined) return [];
    const { kind, reference } = member.principal;
    const message = `${kind} ${reference} is an ${earlier.role} already; keep one of the two`;
    return [file.complain(member.path, message)];
  });
}

/** Complaints about the application that the console's stacks take over. */
export function consoleTakeoverComplaints(file: YamlFile, { service: { admin } }: PlatformFile): Complaint[] {
  const { roles, assignments = [] } = consoleTakeover(admin) ?? {};
  const path = ['service', 'admin', 'application', 'import'];
  const known = new Set(consoleMembers(admin).map(({ principal }) => principalKey(principal)));
  return [
    ...(roles?.auditor !== undefined && roles.auditor === roles.operator
      ? [file.complain([...path, 'roles', 'auditor'], "is the id of 'operator'; each role has its own id")]
      : []),
    ...assignments.flatMap((entry, index) => {
      const principal = principalOf(entry);
      if (known.has(principalKey(principal))) return [];
      const { kind, reference } = principal;
      const message = `${kind} ${reference} is listed neither under operators nor under auditors; add it to the list of the role that it has in Entra`;
      return [file.complain([...path, 'assignments', index], message)];
    }),
  ];
}

/** A private cloud has an authority of its own, which only its metadata host knows. */
export function authorityIsKnown(file: YamlFile, { service: { admin }, cloud }: PlatformFile): Complaint[] {
  if (admin === undefined || cloud.metadataHost === undefined) return [];
  const message =
    "cannot be used with 'cloud.metadataHost': the service would have to know who issues tokens in that private cloud, and " +
    'knows this only for the clouds of cloud.environment; remove one of the two';
  return [file.complainAboutKey(['service', 'admin'], message)];
}
