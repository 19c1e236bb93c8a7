import { EVENT_TYPES } from '../events/event-type';
import type { Stream } from '../streams/stream';

import { eventUris } from './event-uris';

/**
 * The sorted URIs of all events that the security event tokens of these streams may contain. Webhook streams contribute
 * none.
 */
export function announcedUris(streams: readonly Stream[]): readonly string[] {
  const uris = streams.flatMap((stream) =>
    stream.delivery === 'webhook' ? [] : eventUris(stream.types ?? EVENT_TYPES, stream.content),
  );
  return [...new Set(uris)].sort();
}
