export { type Access, AccessMap, type AccessTable, accessOf } from './access';
export { type Event, type EventPage, follow } from './event-feed';
export { apply, mirror, type MirrorOptions } from './mirror';
export { CursorGone, type Endpoint, Refused } from './request';
