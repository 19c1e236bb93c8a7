export { EVENT_TYPES, type EventType, isEventType } from '../../account/event-type';
