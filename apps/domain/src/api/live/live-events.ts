/** Tells people's pages what happens, whichever replica it happens at. Costs nothing while nobody listens. */

import { apiFail, type Caller, eventFrame } from '@sallyport/api';
import type { Milliseconds, Timer } from '@sallyport/core';
import type { OnboardingEvent, TrustChange, TrustChanges } from '@sallyport/onboarding';
import { FollowLoop } from '@sallyport/store';
import type { ObservedStore } from '../../observed-store.ts';
import type { Role } from '../roles.ts';
import { newsOf, topicsOf } from './log-topics.ts';
import { Frames, frameFor, type News, type Reader, type ReaderLimits, Readers } from './readers.ts';
import { stepNews } from './step-news.ts';
import type { Topic } from './topics.ts';

export interface LiveEventsOptions {
  readonly store: ObservedStore;
  readonly timer: Timer;
  /** How often to look for what other replicas wrote; undefined where there are none. */
  readonly lookEvery?: Milliseconds;
  readonly limits?: Partial<ReaderLimits>;
  readonly onError: (error: unknown) => void;
}

/** Of whom it is told when it must stop. */
export interface Watch {
  readonly signal: AbortSignal;
  release(): void;
}

/** More events of the log than this are not caught up with: asking for everything again costs less. */
const MOST_MISSED = 2000;
/** Nor with more bytes than this: they wait in memory. */
const MOST_BYTES_MISSED = 128 * 1024;
/** What turns mostly turns several times in a row. */
const SETTLING: Milliseconds = 200;

export class LiveEvents {
  readonly #options: LiveEventsOptions;
  readonly #readers: Readers;
  readonly #loop: FollowLoop;
  readonly #stopHearing: () => void;
  #trust: TrustChanges | undefined;
  #stopJudging: (() => void) | undefined;
  /** What turned since it was last told, each with what takes the telling back. */
  readonly #turned = new Map<Topic, () => void>();
  /** Up to where everybody has been told; undefined while there is nobody to tell. */
  #position: number | undefined;

  constructor(options: LiveEventsOptions) {
    const { store, timer, limits, lookEvery, onError } = options;
    this.#options = options;
    this.#readers = new Readers(timer, limits);
    this.#loop = new FollowLoop({
      read: () => this.#follow(),
      onError,
      timer,
      ...(lookEvery === undefined ? {} : { lookEvery }),
    });
    this.#stopHearing = store.onAppended(() => {
      if (this.#readers.size > 0) this.#loop.look();
    });
  }

  /** Streams that are open now. */
  get readers(): number {
    return this.#readers.size;
  }

  /** From where changes of trust are heard of. */
  listenTo(trust: TrustChanges): void {
    this.#trust = trust;
  }

  /** A device made a step on its way aboard. */
  heard(event: OnboardingEvent): void {
    if (this.#readers.want(['step'])) this.#readers.tell({ topics: ['step'], data: stepNews(event) });
  }

  /**
   * What is shown under this topic is another now, though nothing was written of it: a connection came about or was lost. However
   * often it turns, it is told a few times a second at most.
   */
  turned(topic: Topic): void {
    if (this.#loop.isClosed || this.#turned.has(topic) || !this.#readers.want([topic])) return;
    const tell = () => {
      this.#turned.delete(topic);
      this.#readers.tell({ topics: [topic], data: {} });
    };
    this.#turned.set(topic, this.#options.timer.after(SETTLING, tell));
  }

  /**
   * A stream for this caller, until `watch` says that it may read no more; `watch` is released when there is none any more.
   * @param last the place in the log up to which its reader was told before
   * @throws E_API_STREAMS, E_API_BUSY, E_STORE_…
   */
  async open(
    caller: Caller<Role>,
    topics: ReadonlySet<Topic>,
    last: number | undefined,
    watch: Watch,
  ): Promise<Reader['stream']> {
    const end = () => reader.stream.end();
    const reader = this.#enter(caller, topics, watch, () => {
      watch.signal.removeEventListener('abort', end);
      watch.release();
      this.#rest();
    });
    watch.signal.addEventListener('abort', end, { once: true });
    if (watch.signal.aborted) end();
    try {
      this.#stopJudging ??= this.#trust?.onTrustChanged((change) => this.#judged(change));
      const upTo = await this.#begin();
      await this.#catchUp(reader, last, upTo);
      this.#readers.release(reader, upTo);
      return reader.stream;
    } catch (thrown) {
      end();
      throw thrown;
    }
  }

  async close(): Promise<void> {
    this.#stopHearing();
    for (const cancel of this.#turned.values()) cancel();
    this.#turned.clear();
    await this.#loop.close();
    this.#readers.endAll();
  }

  #enter(caller: Caller<Role>, topics: ReadonlySet<Topic>, watch: Watch, onEnd: () => void): Reader {
    try {
      if (this.#loop.isClosed) throw apiFail('E_API_BUSY', 'the domain is closing');
      return this.#readers.add(caller, topics, onEnd);
    } catch (thrown) {
      watch.release();
      throw thrown;
    }
  }

  /** From where this reader is told: everything before was there when it came. */
  async #begin(): Promise<number> {
    const head = this.#position ?? (await this.#options.store.head());
    this.#position ??= head;
    this.#loop.look();
    return this.#position;
  }

  /** Nobody listens any more. */
  #rest(): void {
    if (this.#readers.size > 0) return;
    this.#position = undefined;
    this.#stopJudging?.();
    this.#stopJudging = undefined;
  }

  async #catchUp(reader: Reader, last: number | undefined, upTo: number): Promise<void> {
    if (last === undefined || last === upTo) return;
    const missed = last > upTo || upTo - last > MOST_MISSED ? undefined : await this.#missed(reader, last, upTo);
    reader.stream.put(missed ?? eventFrame({ id: String(upTo), data: '{"topic":"reset"}' }));
  }

  /** Undefined where it is too much. */
  async #missed(reader: Reader, last: number, upTo: number): Promise<Uint8Array | undefined> {
    const frames: Uint8Array[] = [];
    let size = 0;
    const add = (news: News) => {
      const frame = frameFor(reader, new Frames(news));
      frames.push(frame);
      size += frame.length;
    };
    for await (const event of this.#options.store.read(last + 1, { to: upTo })) {
      add({ topics: topicsOf(event), position: event.position, data: newsOf(event) });
      if (size > MOST_BYTES_MISSED) return undefined;
    }
    add(grownTo(upTo));
    return Buffer.concat(frames);
  }

  async #follow(): Promise<void> {
    const before = this.#position;
    if (before === undefined) return;
    let reached = before;
    for await (const event of this.#options.store.read(before + 1)) {
      // Whoever came after everybody had left begins at another place.
      if (this.#position !== reached || this.#loop.isClosed) return;
      const topics = topicsOf(event);
      if (this.#readers.want(topics)) {
        this.#readers.tell({ topics, position: event.position, data: newsOf(event) });
      }
      reached = event.position;
      this.#position = reached;
    }
    if (reached > before) this.#readers.tell(grownTo(reached));
  }

  #judged({ cause, deviceKey, at }: TrustChange): void {
    const data = { cause, device: deviceKey ?? null, at: at.toISOString() };
    this.#readers.tell({ topics: ['decision'], data });
  }
}

/** However many events were written at once, that the log grew is told once. */
function grownTo(position: number): News {
  return { topics: ['log'], position, data: { position } };
}
