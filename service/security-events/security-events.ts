import type { Streams } from '../streams/stream';

import type { PollPositions } from './poll';
import type { SigningKeys } from './signing-keys';

/** What the delivery of security event tokens depends on. */
export interface SecurityEvents {
  readonly keys: SigningKeys;
  readonly streams: Streams;
  readonly positions: PollPositions;
}
