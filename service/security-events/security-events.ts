import type { Streams } from '../streams/stream';

import type { PollPositions } from './poll';
import type { SigningKeys } from './signing-keys';

/** The dependencies for delivering security event tokens. */
export interface SecurityEvents {
  readonly keys: SigningKeys;
  readonly streams: Streams;
  readonly positions: PollPositions;
}
