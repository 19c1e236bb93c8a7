import type { MemberName, ValueChange } from './account-changes';
import type { HistoryEntry } from './history';

/** Maximum number of members to name in a description. Further members are only counted. */
const NAMED_MAX = 5;

/** Attributes whose values a description contains. Other attributes are only named. */
const TOLD = ['userName', 'displayName', 'active', 'roles', 'members'];

/** The parts of a history entry that describe the change itself. */
type DescribedChange = Pick<HistoryEntry, 'action' | 'attributes' | 'changes' | 'group'>;

/** Describes a change in words: `deactivated; role account_analyst → none`. */
export function describeChange({ action, changes, attributes, group }: DescribedChange): string {
  if (action === 'join' || action === 'leave') return `${action === 'join' ? 'joined' : 'left'} ${group?.name ?? ''}`;
  const { userName, displayName, active, role, members } = changes;
  const isChange = action === 'change';
  const others = attributes.filter((name) => !TOLD.includes(name));
  return (
    [
      isChange ? undefined : VERBS[action],
      isChange && active ? (active.after === true ? 'activated' : 'deactivated') : undefined,
      !isChange && active?.after === false ? 'inactive' : undefined,
      role && inWords('role', role),
      isChange && userName ? inWords('userName', userName) : undefined,
      isChange && displayName ? inWords('displayName', displayName) : undefined,
      members && members.added.length > 0 ? `added ${namesOf(members.added)}` : undefined,
      members && members.removed.length > 0 ? `removed ${namesOf(members.removed)}` : undefined,
      isChange && others.length > 0 ? `changed ${others.join(', ')}` : undefined,
    ]
      .filter((part) => part !== undefined)
      .join('; ') || `changed ${attributes.join(', ')}`
  );
}

const VERBS = {
  create: 'created',
  delete: 'deleted',
  restore: 'restored',
  forget: 'names forgotten',
  pause: 'paused',
  resume: 'resumed',
  replay: 'replayed',
  enable: 'switched on',
  disable: 'switched off',
  issue: 'token made',
  revoke: 'token revoked',
} as const;

function inWords(what: string, { before, after }: ValueChange<string>): string {
  if (before === undefined) return `${what} ${after ?? 'none'}`;
  return `${what} ${before} → ${after ?? 'none'}`;
}

function namesOf(members: readonly MemberName[]): string {
  const names = members.slice(0, NAMED_MAX).map(({ id, name }) => name ?? id);
  const others = members.length - names.length;
  return others > 0 ? `${names.join(', ')} and ${others} more` : names.join(', ');
}
