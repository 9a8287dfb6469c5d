/** Who is told of what happens: bounded for each account and for the whole domain. */

import { apiFail, type Caller, EventStream, eventFrame } from '@sallyport/api';
import type { JsonValue, Timer } from '@sallyport/core';
import type { Role } from '../roles.ts';
import type { Topic } from './topics.ts';

export interface ReaderLimits {
  /** Streams of one account at a time. Default 32. */
  readonly perAccount: number;
  /** Streams of all accounts together. Default 1000. */
  readonly all: number;
}

const DEFAULTS: ReaderLimits = { perAccount: 32, all: 1000 };

/** What is told, by topic, with one place in the log where it stands there. */
export interface News {
  readonly topics: readonly Topic[];
  readonly position?: number;
  readonly data: JsonValue;
}

export interface Reader {
  readonly account: string;
  readonly topics: ReadonlySet<Topic>;
  readonly stream: EventStream;
  /** What comes while it still catches up; undefined once it has. */
  held: News[] | undefined;
}

export class Readers {
  readonly #timer: Timer;
  readonly #limits: ReaderLimits;
  readonly #readers = new Set<Reader>();
  /** Streams by account. */
  readonly #counts = new Map<string, number>();

  constructor(timer: Timer, limits: Partial<ReaderLimits> = {}) {
    this.#timer = timer;
    this.#limits = { ...DEFAULTS, ...limits };
  }

  get size(): number {
    return this.#readers.size;
  }

  /** @throws E_API_STREAMS, E_API_BUSY */
  add(caller: Caller<Role>, topics: ReadonlySet<Topic>, onEnd: () => void): Reader {
    const { id: account } = caller;
    const count = this.#counts.get(account) ?? 0;
    const { perAccount, all } = this.#limits;
    if (count >= perAccount) throw apiFail('E_API_STREAMS', `this account has ${perAccount} streams open`);
    if (this.#readers.size >= all) throw apiFail('E_API_BUSY', `${all} streams are open`);
    const stream = new EventStream({
      timer: this.#timer,
      onEnd: () => {
        this.#remove(reader);
        onEnd();
      },
    });
    const reader: Reader = { account, topics, stream, held: [] };
    this.#readers.add(reader);
    this.#counts.set(account, count + 1);
    return reader;
  }

  /** Whether anybody would be told of one of these. */
  want(topics: readonly Topic[]): boolean {
    for (const reader of this.#readers) if (topics.some((topic) => reader.topics.has(topic))) return true;
    return false;
  }

  tell(news: News): void {
    const frames = new Frames(news);
    for (const reader of [...this.#readers]) {
      if (reader.held === undefined) send(reader, frames);
      else hold(reader, news);
    }
  }

  /** From now on it is told at once. */
  release(reader: Reader, after: number): void {
    const held = reader.held ?? [];
    reader.held = undefined;
    for (const news of held) if (news.position === undefined || news.position > after) send(reader, new Frames(news));
  }

  endAll(): void {
    for (const { stream } of [...this.#readers]) stream.end();
  }

  #remove(reader: Reader): void {
    this.#readers.delete(reader);
    const count = (this.#counts.get(reader.account) ?? 1) - 1;
    if (count === 0) this.#counts.delete(reader.account);
    else this.#counts.set(reader.account, count);
  }
}

/** More than this during a catching up, and it begins anew. */
const MOST_HELD = 2000;

function hold(reader: Reader, news: News): void {
  if (!news.topics.some((topic) => reader.topics.has(topic))) return;
  if ((reader.held?.length ?? 0) >= MOST_HELD) reader.stream.end();
  else reader.held?.push(news);
}

function send(reader: Reader, frames: Frames): void {
  const frame = frameFor(reader, frames);
  if (frame.length > 0) reader.stream.put(frame);
}

/** What of the news this reader wants; nothing where it wants none of it. */
export function frameFor({ topics }: Reader, frames: Frames): Uint8Array {
  return frames.of(frames.news.topics.filter((topic) => topics.has(topic)));
}

/** The same news for several readers, each of whom wants some of its topics: written once for each choice of topics. */
export class Frames {
  readonly news: News;
  readonly #written = new Map<string, Uint8Array>();

  constructor(news: News) {
    this.news = news;
  }

  of(topics: readonly Topic[]): Uint8Array {
    const choice = topics.join(' ');
    const written = this.#written.get(choice) ?? this.#write(topics);
    this.#written.set(choice, written);
    return written;
  }

  /** The last of them has the place in the log: whoever has read less of this comes back to all of it. */
  #write(topics: readonly Topic[]): Uint8Array {
    const { position, data } = this.news;
    const id = position === undefined ? {} : { id: String(position) };
    return Buffer.concat(
      topics.map((topic, index) =>
        eventFrame({ ...(index === topics.length - 1 ? id : {}), data: JSON.stringify({ topic, ...id, data }) }),
      ),
    );
  }
}
