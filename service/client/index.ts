export { type Access, AccessMap, type AccessTable, accessOf } from './access';
export { CursorGone, type Endpoint, type Event, type EventPage, follow, Refused } from './event-feed';
export { apply, mirror, type MirrorOptions } from './mirror';
