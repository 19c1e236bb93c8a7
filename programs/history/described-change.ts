import type { MemberName, ValueChange } from '../../service/directory/account-changes';
import type { HistoryEntry } from '../../service/directory/history';

/** Maximum number of members that are named; the others are counted. */
const NAMED_MAX = 5;

/** Attributes whose values are told, so that their names need not be. */
const TOLD = ['userName', 'displayName', 'active', 'roles', 'members'];

/** What a change did, in words: `deactivated; role account_analyst → none`. */
export function describeChange({ action, changes, attributes, group }: HistoryEntry): string {
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
