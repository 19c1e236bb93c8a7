import type { Streams } from '../streams/stream';

import type { PollPositions } from './poll';
import type { SigningKeys } from './signing-keys';

/** All that security event tokens need. */
export interface SecurityEvents {
  readonly keys: SigningKeys;
  readonly streams: Streams;
  readonly positions: PollPositions;
}
