import { setTimeout as sleep } from 'node:timers/promises';

import type { Tenant } from '../directory/tenant';

import type { Delivery } from './delivery';
import type { Positions, StreamKey } from './positions';
import { SharedPages } from './shared-pages';
import { Slots } from './slots';
import type { Stream, Streams } from './stream';
import { type CheckSources, checkTenant } from './tenant-check';
import { takeTurn, type Telling, type TurnEnd, type TurnSources } from './turn';

/** The dependencies of a runner. */
export interface RunnerSources extends CheckSources, Omit<TurnSources, 'pages'> {
  readonly positions: Positions;
  readonly feedOf: CheckSources['feedOf'];

  /** How to deliver a stream. Undefined for a stream whose receiver polls for events. */
  readonly deliveryOf: (stream: Stream, tenant: Tenant) => Delivery | undefined;

  /** Called when the database does not answer. The runner tries again later. */
  readonly onTrouble: (error: unknown) => void;
}

/** How often to look for streams whose next attempt is due, for all tenants together. */
const LOOK_MS = 1_000;

/** Maximum number of due streams to read at a time. */
const DUE_MAX = 500;

/** How often to check each tenant for changes that were not delivered because the process that made them has died. */
const ROUND_MS = 60_000;

/**
 * Maximum number of streams to deliver at the same time. There are as many additional slots for streams whose last
 * delivery failed, so that these do not delay the other streams.
 */
const SLOTS = 64;

/** Maximum number of tenants for which one stream is delivered at the same time. */
const SLOTS_OF_STREAM = 16;

/** How long one stream may use a slot while others wait for a slot. */
const TURN_MS = 5_000;

/** How long to wait for the answers of receivers when the service stops. */
const GRACE_MS = 5_000;

/** A stream of one tenant, with its state in this process. */
interface Line extends Telling {
  isUnderWay: boolean;
  hasNews: boolean;

  /** Time before which no attempt is made, on the clock of `performance.now()`. */
  restsUntil: number;

  /** Whether the last delivery failed. */
  isFailing: boolean;
}

/**
 * Delivers changes in tenants to receivers. Changes that this process makes are delivered immediately. Changes that
 * another process made but did not deliver are delivered soon afterwards.
 */
export class Runner {
  readonly #sources: RunnerSources;
  readonly #streams: Streams;
  readonly #pages: SharedPages;
  readonly #lines = new Map<string, readonly Line[]>();
  readonly #slots = { working: new Slots(SLOTS, SLOTS_OF_STREAM), failing: new Slots(SLOTS, SLOTS_OF_STREAM) };
  readonly #stopping = new AbortController();
  readonly #gone = new AbortController();
  readonly #underWay = new Set<Promise<void>>();

  constructor(streams: Streams, sources: RunnerSources) {
    this.#sources = sources;
    this.#streams = streams;
    this.#pages = new SharedPages(sources.step);
    for (const { tenant, stream } of streams.each()) {
      const delivery = sources.deliveryOf(stream, tenant);
      if (!delivery) continue;
      const line = { tenant, stream, delivery, isUnderWay: false, hasNews: false, restsUntil: 0, isFailing: false };
      this.#lines.set(tenant.slug, [...(this.#lines.get(tenant.slug) ?? []), line]);
    }
  }

  /** Starts the regular checks for events to deliver. */
  start(): void {
    if (this.#streams.all.length === 0) return;
    this.#follow(this.#lookAgain());
    this.#follow(this.#goRound());
  }

  /** Delivers new events of a tenant. Called when this process has made a change. */
  tell(slug: string): void {
    for (const line of this.#lines.get(slug) ?? []) {
      if (performance.now() >= line.restsUntil) this.#go(line);
    }
  }

  /**
   * Stops delivering, and waits a short time for the answers to current deliveries. Other processes continue from the
   * stored positions.
   */
  async close(): Promise<void> {
    this.#stopping.abort();
    const grace = setTimeout(() => {
      this.#gone.abort(new Error('the service stops'));
    }, GRACE_MS);
    await Promise.all(this.#underWay);
    clearTimeout(grace);
  }

  #go(line: Line): void {
    line.hasNews = true;
    if (line.isUnderWay || this.#isStopping) return;
    line.isUnderWay = true;
    const slots = line.isFailing ? this.#slots.failing : this.#slots.working;
    this.#follow(
      slots.run(line.stream, async () => {
        if (!this.#isStopping) await this.#takeTurn(line, slots);
        line.isUnderWay = false;
        if (line.hasNews && performance.now() >= line.restsUntil) this.#go(line);
      }),
    );
  }

  async #takeTurn(line: Line, slots: Slots): Promise<void> {
    const end = performance.now() + TURN_MS;
    const limits = {
      hasNews: () => {
        const { hasNews } = line;
        line.hasNews = false;
        return hasNews;
      },
      shouldYield: () => this.#isStopping || (slots.isFull && performance.now() > end),
      gone: this.#gone.signal,
    };
    line.hasNews = false;
    try {
      this.#note(line, await takeTurn(line, { ...this.#sources, pages: this.#pages }, limits));
    } catch (error) {
      line.hasNews = false; // when the lease has expired, a process tries again
      this.#sources.onTrouble(error);
    }
  }

  #note(line: Line, turn: TurnEnd): void {
    line.isFailing = turn.kind === 'rests';
    line.restsUntil = turn.kind === 'rests' ? this.#onOwnClock(turn.until) : 0;
    if (turn.kind === 'more') line.hasNews = true;
  }

  #onOwnClock(until: Date | undefined): number {
    return until ? performance.now() + until.getTime() - this.#sources.now().getTime() : Infinity;
  }

  /**
   * At regular intervals, finds the streams whose next attempt is due, for all tenants together, and delivers their
   * events.
   */
  async #lookAgain(): Promise<void> {
    while (await this.#wait(LOOK_MS)) {
      const due = await this.#sources.positions.due(DUE_MAX).catch(this.#onTrouble);
      for (const key of due ?? []) await this.#goOn(key).catch(this.#onTrouble);
    }
  }

  async #goOn({ tenant, stream }: StreamKey): Promise<void> {
    const line = this.#lineOf(tenant, stream);
    if (!line) await this.#sources.positions.postpone({ tenant, stream });
    else if (!line.isUnderWay) this.#go(line);
  }

  /** Checks one tenant after another, and delivers changes that another process has left undelivered. */
  async #goRound(): Promise<void> {
    const tenants = [...new Set([...this.#streams.each()].map(({ tenant }) => tenant))];
    for (let pause = 0; tenants.length > 0; pause = ROUND_MS / tenants.length) {
      for (const tenant of tenants) {
        if (!(await this.#wait(pause))) return;
        await this.#lookAt(tenant).catch(this.#onTrouble);
      }
    }
  }

  async #lookAt(tenant: Tenant): Promise<void> {
    for (const name of await checkTenant(tenant, this.#streams.of(tenant), this.#sources)) {
      const line = this.#lineOf(tenant.slug, name);
      if (line) this.#go(line);
    }
  }

  #lineOf(tenant: string, name: string): Line | undefined {
    return this.#lines.get(tenant)?.find(({ stream }) => stream.name === name);
  }

  /** Waits for the given time. @returns false when the runner is closed. */
  async #wait(ms: number): Promise<boolean> {
    if (ms > 0) await sleep(ms, undefined, { signal: this.#stopping.signal, ref: false }).catch(() => undefined);
    return !this.#isStopping;
  }

  #follow(work: Promise<void>): void {
    this.#underWay.add(work);
    void work.finally(() => this.#underWay.delete(work));
  }

  get #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  readonly #onTrouble = (error: unknown): undefined => {
    this.#sources.onTrouble(error);
    return undefined;
  };
}
