/**
 * The types of events that the service sends to receivers. `user.updated` and `group.updated` cover changes to
 * attributes that have no event type of their own. When a user joins or leaves a group, the event is about the user.
 */
export const EVENT_TYPES = [
  'user.created',
  'user.updated',
  'user.role_changed',
  'user.deactivated',
  'user.restored',
  'user.renamed',
  'user.deleted',
  'user.joined_group',
  'user.left_group',
  'group.created',
  'group.updated',
  'group.renamed',
  'group.deleted',
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

export function isEventType(name: string): name is EventType {
  return (EVENT_TYPES as readonly string[]).includes(name);
}
