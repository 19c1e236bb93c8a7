import { setTimeout as sleep } from 'node:timers/promises';

import type { Tenant } from '../directory/tenant';
import { decodeCursor } from '../events/cursor';
import type { Numbering } from '../events/event-log';
import type { Feed } from '../events/feed';

import type { Delivery } from './delivery';
import type { Positions, StreamKey, StreamPosition } from './positions';
import { Slots } from './slots';
import type { Stream, Streams } from './stream';
import { takeTurn, type Telling, type TurnEnd, type TurnSources } from './turn';

/** What a runner needs. */
export interface RunnerSources extends TurnSources {
  readonly positions: Positions;
  readonly feedOf: (tenant: Tenant) => Pick<Feed, 'after' | 'now'>;

  /** How far the events of a tenant have been numbered. */
  readonly numbering: (tenant: Tenant) => Promise<Numbering>;

  /** How a stream delivers. Undefined for one whose receiver fetches events. */
  readonly deliveryOf: (stream: Stream, tenant: Tenant) => Delivery | undefined;

  /** Called when the database does not answer. What was to be done then is done later. */
  readonly onTrouble: (error: unknown) => void;
}

/** How often all tenants are looked at for positions at which somebody has to go on. */
const LOOK_MS = 1_000;

/** Most positions of one look. */
const DUE_MAX = 500;

/** How often each tenant is looked at for changes that no process has told of: the one that made them has died. */
const ROUND_MS = 60_000;

/** Turns at once of receivers that take events, and of those that did not: neither holds the other up. */
const SLOTS = 64;

/** Turns at once of one stream, which may tell of many tenants. */
const SLOTS_OF_STREAM = 16;

/** How long a turn may go on while others wait. */
const TURN_MS = 5_000;

/** How long a receiver has to answer when the service stops. */
const GRACE_MS = 5_000;

/** A stream of a tenant in this process. */
interface Line extends Telling {
  isUnderWay: boolean;
  hasNews: boolean;

  /** Until when the receiver is left alone: `performance.now()`. */
  restsUntil: number;

  /** Whether the last turn failed. */
  isFailing: boolean;
}

/** Tells receivers what happens in tenants: at once what this process is told of, and soon what others did not finish. */
export class Runner {
  readonly #sources: RunnerSources;
  readonly #streams: Streams;
  readonly #lines = new Map<string, readonly Line[]>();
  readonly #slots = { working: new Slots(SLOTS, SLOTS_OF_STREAM), failing: new Slots(SLOTS, SLOTS_OF_STREAM) };
  readonly #stopping = new AbortController();
  readonly #gone = new AbortController();
  readonly #underWay = new Set<Promise<void>>();

  constructor(streams: Streams, sources: RunnerSources) {
    this.#sources = sources;
    this.#streams = streams;
    for (const { tenant, stream } of streams.each()) {
      const delivery = sources.deliveryOf(stream, tenant);
      if (!delivery) continue;
      const line = { tenant, stream, delivery, isUnderWay: false, hasNews: false, restsUntil: 0, isFailing: false };
      this.#lines.set(tenant.slug, [...(this.#lines.get(tenant.slug) ?? []), line]);
    }
  }

  /** Begins to look for what is to be told. */
  start(): void {
    if (this.#streams.all.length === 0) return;
    this.#follow(this.#lookAgain());
    this.#follow(this.#goRound());
  }

  /** Tells the receivers of a tenant: this process has just changed something. */
  tell(slug: string): void {
    for (const line of this.#lines.get(slug) ?? []) {
      if (performance.now() >= line.restsUntil) this.#go(line);
    }
  }

  /** Begins nothing more, and waits a little for receivers that are to answer. Others go on where they are. */
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
      this.#note(line, await takeTurn(line, this.#sources, limits));
    } catch (error) {
      line.hasNews = false; // its lease ends, and then somebody looks again
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

  /** Goes on, again and again, with what is due in any tenant. */
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

  /** Looks at one tenant after the other: begins new streams, and goes on with those that nobody has told. */
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
    const { positions, feedOf, numbering } = this.#sources;
    const found = new Map((await positions.of(tenant.slug)).map((position) => [position.stream, position]));
    const missing = this.#streams.of(tenant).filter(({ name }) => !found.has(name));
    if (missing.length > 0) {
      const cursor = await feedOf(tenant).now();
      for (const { name } of missing) await positions.begin({ tenant: tenant.slug, stream: name }, cursor);
    }
    const { last, isBehind } = await numbering(tenant);
    for (const line of this.#lines.get(tenant.slug) ?? []) {
      const position = found.get(line.stream.name);
      if (position && isIdle(position) && (isBehind || isBefore(position, last))) this.#go(line);
    }
  }

  #lineOf(tenant: string, name: string): Line | undefined {
    return this.#lines.get(tenant)?.find(({ stream }) => stream.name === name);
  }

  /** Lets time pass. @returns false when the runner is closed. */
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

/** Whether nobody delivers the stream, and nobody is about to. */
function isIdle({ state, dueAt }: StreamPosition): boolean {
  return state === 'active' && dueAt === undefined;
}

function isBefore({ tenant, cursor }: StreamPosition, last: number): boolean {
  const { position, told } = decodeCursor(tenant, cursor);
  return position <= last || told > 0;
}
