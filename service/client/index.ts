export { type Access, AccessMap, type AccessTable, accessOf } from './access';
export { applySet } from './apply-set';
export { type Event, type EventPage, follow } from './event-feed';
export { apply, mirror, type MirrorOptions } from './mirror';
export { type Endpoint, Refused } from './request';
export { pollSets, type SecurityEvent, setVerifier, type VerifySet, verifyWebhook } from './security-events';
