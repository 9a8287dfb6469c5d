/** API tokens: what programs come in by, in the name of a person, within scopes and until a day. */

import { type Clock, DAY, HOUR, type Milliseconds, type Random } from '@sallyport/core';
import type { LogStore } from '@sallyport/store';
import { fail } from './errors.ts';
import { ACCOUNTS_STREAM, type DoneBy, SIGN_INS_STREAM, TOKEN_MADE, TOKEN_REVOKED, TOKEN_SEEN } from './events.ts';
import { requireAccount } from './people.ts';
import { TOKENS, type TokenRow } from './register/tables.ts';
import { hashOf, mintId, mintSecret } from './secrets.ts';

/** So that whoever finds one, or looks for leaked ones, knows what it is. */
const PREFIX = 'sallyport_';
const MAX_PER_ACCOUNT = 100;
/** Use is written down this often. */
const SEEN_EVERY: Milliseconds = HOUR;
export const LONGEST_TOKEN_DAYS = 366;

export interface NewToken {
  readonly id: string;
  /** Shown once. */
  readonly token: string;
  readonly expiresAt: Date;
}

export interface KnownToken {
  readonly hash: string;
  readonly row: TokenRow;
}

export interface TokensOptions {
  readonly store: LogStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly onError: (error: unknown) => void;
}

export class Tokens {
  readonly #options: TokensOptions;
  readonly #writing = new Set<string>();

  constructor(options: TokensOptions) {
    this.#options = options;
  }

  /** @throws E_ACCOUNT_UNKNOWN, E_ACCOUNT_TOO_MANY */
  async make(
    given: {
      readonly account: string;
      readonly name: string;
      readonly scopes: readonly string[];
      readonly days: number;
    },
    by: DoneBy,
  ): Promise<NewToken> {
    const { store, clock, random } = this.#options;
    const { days, ...rest } = given;
    const [token, id] = [`${PREFIX}${mintSecret(random)}`, mintId(random)];
    const expiresAt = clock.now().getTime() + days * DAY;
    await store.transact(async (tx) => {
      await requireAccount(given.account, tx);
      const { entries } = await tx.table(TOKENS).page({ index: 'account', equals: given.account });
      if (entries.length >= MAX_PER_ACCOUNT) {
        throw fail('E_ACCOUNT_TOO_MANY', `an account has ${MAX_PER_ACCOUNT} tokens at most`);
      }
      await tx.append([TOKEN_MADE.create(ACCOUNTS_STREAM, { id, ...rest, hash: hashOf(token), expiresAt, by })]);
    });
    return { id, token, expiresAt: new Date(expiresAt) };
  }

  /** The token of this text, if it counts. */
  async find(token: string): Promise<KnownToken | undefined> {
    const hash = hashOf(token);
    const row = await this.#options.store.table(TOKENS).get(hash);
    return row !== undefined && this.counts(row) ? { hash, row } : undefined;
  }

  counts(row: TokenRow): boolean {
    return this.#options.clock.now().getTime() < row.expiresAt;
  }

  /** By its public name, expired or not. */
  async named(id: string): Promise<KnownToken | undefined> {
    const { entries } = await this.#options.store.table(TOKENS).page({ index: 'name', equals: id, limit: 1 });
    const [entry] = entries;
    return entry === undefined ? undefined : { hash: entry.key, row: entry.row };
  }

  /** Of one account, or everybody's. */
  async all(account: string | undefined, cursor: string | undefined) {
    const of = account === undefined ? {} : { equals: account };
    const page = { limit: MAX_PER_ACCOUNT, ...(cursor === undefined ? {} : { cursor }) };
    return this.#options.store.table(TOKENS).page({ index: 'account', ...of, ...page });
  }

  /** Durable when it resolves. */
  async revoke(hash: string, by: DoneBy): Promise<void> {
    await this.#options.store.append([TOKEN_REVOKED.create(ACCOUNTS_STREAM, { hash, by })]);
  }

  /** It was used. Written down now and then, beside the answer. */
  seen({ hash, row }: KnownToken): void {
    const { store, clock, onError } = this.#options;
    const last = row.usedAt ?? 0;
    if (clock.now().getTime() - last < SEEN_EVERY || this.#writing.has(hash)) return;
    this.#writing.add(hash);
    store
      .append([TOKEN_SEEN.create(SIGN_INS_STREAM, { hash })])
      .catch(onError)
      .finally(() => this.#writing.delete(hash));
  }
}
