/** Sessions of people: begun, shown, seen, ended. Each has two halves, a cookie and a key that its page keeps. */

import { type Clock, HOUR, MINUTE, type Milliseconds, type Random, SECOND } from '@sallyport/core';
import type { LogStore, NewEvent, Page, Transaction } from '@sallyport/store';
import type { Client } from './client.ts';
import {
  ACCOUNTS_STREAM,
  type DoneBy,
  SIGN_IN_BEGUN,
  SIGN_IN_ENDED,
  SIGN_IN_SEEN,
  SIGN_INS_STREAM,
  type SignInEnd,
  type SignInWay,
} from './events.ts';
import { SIGN_INS, type SignInRow } from './register/tables.ts';
import { hashOf, mintId, mintSecret } from './secrets.ts';

export const SESSION_LIFETIME: Milliseconds = 12 * HOUR;
/** A session that is not used for so long ends. */
export const SESSION_IDLE: Milliseconds = 2 * HOUR;
/** Use is written down this often; a session may so end this much earlier than it is idle. */
const SEEN_EVERY: Milliseconds = 15 * MINUTE;
/** Open ones of one account; the oldest makes room. */
const MAX_OPEN = 32;

/** What the page and the browser are given, once. */
export interface NewSession {
  readonly cookie: string;
  readonly pageKey: string;
  readonly id: string;
}

export interface Beginning {
  readonly account: string;
  readonly way: SignInWay;
  readonly client: Client;
  readonly link?: string;
  readonly passkey?: { readonly id: string; readonly counter: number };
  readonly uniqueKey?: string;
}

/** A session that counts at this moment. */
export interface OpenSession {
  readonly hash: string;
  readonly row: SignInRow & { readonly id: string; readonly account: string };
}

export interface SignInsOptions {
  readonly store: LogStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly onError: (error: unknown) => void;
}

export class SignIns {
  readonly #options: SignInsOptions;
  /** Hashes of sessions that are being written down as seen. */
  readonly #writing = new Set<string>();

  constructor(options: SignInsOptions) {
    this.#options = options;
  }

  /** Within a transaction, so that nobody can be removed between the proof and the session. Always a new one: none is taken over. */
  async begin({ account, way, client, link, passkey, uniqueKey }: Beginning, tx: Transaction): Promise<NewSession> {
    const { clock, random } = this.#options;
    const [cookie, pageKey, id] = [mintSecret(random), mintSecret(random), mintId(random)];
    const begun = SIGN_IN_BEGUN.create(
      SIGN_INS_STREAM,
      {
        ...{ id, account, way },
        hash: hashOf(cookie),
        pageHash: hashOf(pageKey),
        clientHash: client.hash,
        client: client.name,
        address: client.address,
        expiresAt: clock.now().getTime() + SESSION_LIFETIME,
        link: link ?? null,
        passkey: passkey ?? null,
      },
      uniqueKey === undefined ? {} : { uniqueKey },
    );
    await tx.append([...(await this.#makingRoom(account, tx)), begun]);
    return { cookie, pageKey, id };
  }

  /** The session of a cookie, when it is open. */
  async find(cookie: string): Promise<OpenSession | undefined> {
    const hash = hashOf(cookie);
    const row = await this.#options.store.table(SIGN_INS).get(hash);
    return row !== undefined && this.isOpen(row) ? { hash, row } : undefined;
  }

  /** By its public name, open or not. */
  async named(id: string): Promise<{ readonly hash: string; readonly row: SignInRow } | undefined> {
    const { entries } = await this.#options.store.table(SIGN_INS).page({ index: 'name', equals: id, limit: 1 });
    const [entry] = entries;
    return entry === undefined ? undefined : { hash: entry.key, row: entry.row };
  }

  /** The newest first, of one account or of all, with tries that were refused. */
  page(
    account: string | undefined,
    page: { readonly cursor?: string | undefined; readonly limit?: number | undefined },
  ): Promise<Page<SignInRow>> {
    const { cursor, limit } = page;
    return this.#options.store.table(SIGN_INS).page({
      ...(account === undefined ? { index: 'begun' } : { index: 'history', prefix: `${account}/` }),
      reverse: true,
      ...(cursor === undefined ? {} : { cursor }),
      ...(limit === undefined ? {} : { limit }),
    });
  }

  isOpen(row: SignInRow): row is OpenSession['row'] {
    const now = this.#options.clock.now().getTime();
    const isNamed = row.id !== null && row.account !== null;
    return isNamed && row.ended === null && now < this.endOf(row);
  }

  /** When it ends by itself, if it is not used again. */
  endOf(row: SignInRow): number {
    return Math.min(row.expiresAt, row.seenAt + SESSION_IDLE);
  }

  /** How long the session of this public name stays open, in whole seconds. */
  async timeLeft(id: string): Promise<{ readonly endsIn: number; readonly endsLatestIn: number } | null> {
    const found = await this.named(id);
    if (found === undefined || !this.isOpen(found.row)) return null;
    const now = this.#options.clock.now().getTime();
    const until = (end: number) => Math.max(0, Math.floor((end - now) / SECOND));
    return { endsIn: until(this.endOf(found.row)), endsLatestIn: until(found.row.expiresAt) };
  }

  /** It was used. Written down now and then, beside the answer: nothing is lost that was promised. */
  seen({ hash, row }: OpenSession): void {
    const { store, clock, onError } = this.#options;
    if (clock.now().getTime() - row.seenAt < SEEN_EVERY || this.#writing.has(hash)) return;
    this.#writing.add(hash);
    store
      .append([SIGN_IN_SEEN.create(SIGN_INS_STREAM, { hash })])
      .catch(onError)
      .finally(() => this.#writing.delete(hash));
  }

  /** Durable when it resolves. */
  async end(hash: string, reason: SignInEnd, by: DoneBy): Promise<void> {
    await this.#options.store.append([endOf(hash, reason, by)]);
  }

  /** The endings of all open sessions of an account but one, to be appended with what causes them. */
  async endings(
    account: string,
    except: string | undefined,
    reason: SignInEnd,
    by: DoneBy,
    tx: Transaction,
  ): Promise<NewEvent[]> {
    const events: NewEvent[] = [];
    for await (const { key, row } of tx.table(SIGN_INS).scan({ index: 'open', equals: account })) {
      if (row.id !== except) events.push(endOf(key, reason, by));
    }
    return events;
  }

  async #makingRoom(account: string, tx: Transaction): Promise<readonly NewEvent[]> {
    const open: { readonly key: string; readonly begunAt: number }[] = [];
    for await (const { key, row } of tx.table(SIGN_INS).scan({ index: 'open', equals: account })) {
      open.push({ key, begunAt: row.begunAt });
    }
    open.sort((a, b) => a.begunAt - b.begunAt);
    return open.slice(0, Math.max(0, open.length - MAX_OPEN + 1)).map(({ key }) => endOf(key, 'too-many', 'nobody'));
  }
}

/** In the stream that those read who must cut what is open. */
function endOf(hash: string, reason: SignInEnd, by: DoneBy): NewEvent {
  return SIGN_IN_ENDED.create(ACCOUNTS_STREAM, { hash, reason, by });
}
