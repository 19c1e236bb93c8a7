import type { StreamKey, StreamPosition } from '../streams/positions';

/** How far a receiver has come that polls a stream of a tenant. */
export type PollPosition = Pick<StreamPosition, 'cursor' | 'state'> & {
  /** The `jti` of tokens after the cursor that the receiver acknowledged, while it owes an older one. */
  readonly acknowledged: readonly string[];
};

/** Where the positions of receivers are kept that poll. */
export interface PollPositions {
  /** Undefined when the stream has not begun. */
  find(key: StreamKey): Promise<PollPosition | undefined>;

  /** Begins a stream at a cursor, unless it has a position already. */
  begin(key: StreamKey, cursor: string): Promise<void>;

  /**
   * Moves a receiver from where it was.
   *
   * @returns false when it is somewhere else by now: another request has moved it.
   */
  move(key: StreamKey, from: PollPosition, to: Omit<PollPosition, 'state'>): Promise<boolean>;
}
