import type { RequestsInHour } from '../directory/overview';

const HOUR_MS = 3_600_000;

type Counts = Omit<RequestsInHour, 'hour'>;

/** Counts the requests of a tenant by hour, until the counts are stored. */
export class RequestsByHour {
  readonly #counts = new Map<number, Counts>();

  /** Adds requests to the count of the hour that contains a given time. */
  add(at: Date, { accepted = 0, refused = 0, failed = 0 }: Partial<Counts>): void {
    const hour = Math.floor(at.getTime() / HOUR_MS) * HOUR_MS;
    const before = this.#counts.get(hour) ?? { accepted: 0, refused: 0, failed: 0 };
    this.#counts.set(hour, {
      accepted: before.accepted + accepted,
      refused: before.refused + refused,
      failed: before.failed + failed,
    });
  }

  items(): RequestsInHour[] {
    return [...this.#counts].map(([hour, counts]) => ({ hour: new Date(hour), ...counts }));
  }
}
