/**
 * The authentication server (CAHN, Signing Of VCs): binds a key to whoever reads a mailbox. It proves two things and no more:
 * that the asker holds the key, and that somebody who reads the mailbox agreed.
 */

import { hash } from 'node:crypto';
import { type ClaimLog, claimId } from '@sallyport/assurance-claim-log';
import { type ClaimSigner, makeClaim, signJose } from '@sallyport/assurance-claims';
import { type Clock, fromUtf8, isSallyportError, type Random, type Timer, toBase64Url, utf8 } from '@sallyport/core';
import { PeerLimits } from '@sallyport/http';
import type { LogStore } from '@sallyport/store';
import { fail } from './errors.ts';
import {
  IDENTITIES_STREAM,
  IDENTITIES_SWEPT,
  IDENTITY_BOUND,
  IDENTITY_REQUESTED,
  IDENTITY_WITHHELD,
} from './events.ts';
import { fingerprintOf } from './fingerprint.ts';
import { type Mailbox, parseMailbox } from './mailbox.ts';
import { confirmationMail, type Outbox } from './outbox.ts';
import { completePolicy, type IdentityPolicy } from './policy.ts';
import { Postman } from './postman.ts';
import { ALL, BOUND, MAILBOX_SPAN, MAILED, PENDING, type PendingRow, TOTALS } from './projection.ts';
import { type IdentityRequest, readIdentityRequest } from './request.ts';

export interface AuthenticationServerOptions {
  /** Opened with `identitiesProjection` and `claimLogProjection` among its projections. */
  readonly store: LogStore;
  /** Of the same store: bindings are claims of it, of origin `issued`. */
  readonly log: ClaimLog;
  /** Signs the bindings; nodes count them when they are told to believe its issuer. */
  readonly signer: ClaimSigner;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly random: Random;
  readonly timer: Timer;
  /**
   * Where `identitiesHandler` is reached, `https://…/identities` without a slash at the end: requests must name it, and links
   * lead there.
   */
  readonly url: string;
  /** Whether mails go to this mailbox. Left out: to every one. The asker is answered alike. */
  readonly serves?: (mailbox: Mailbox) => boolean;
  readonly policy?: Partial<IdentityPolicy>;
  /** Told of mails that could not be handed over. */
  readonly onError: (error: unknown) => void;
}

export type RequestOutcome =
  /** If the mailbox is one, a link is on its way. For people to compare: the letters that the mail shows. */
  | { readonly status: 'pending'; readonly fingerprint: string; readonly expires: Date }
  /** The key was bound to this mailbox before; the binding as a vc+jwt. */
  | { readonly status: 'bound'; readonly fingerprint: string; readonly binding: string };

/** What a link would bind. */
export interface PendingBinding {
  readonly key: string;
  readonly fingerprint: string;
  readonly mailbox: Mailbox;
  readonly expires: Date;
}

/** 256 bits; the text of a token. */
const TOKEN_BYTES = 32;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const ISSUED = { origin: 'issued', from: 'authentication server' } as const;
const URL_FORM = /^https?:\/\/[^?#\s]*[^?#\s/]$/;

export class AuthenticationServer {
  readonly #options: AuthenticationServerOptions;
  readonly #policy: IdentityPolicy;
  readonly #peers: PeerLimits;
  readonly #postman: Postman;

  private constructor(options: AuthenticationServerOptions, policy: IdentityPolicy) {
    const { clock, outbox, timer, onError } = options;
    this.#options = options;
    this.#policy = policy;
    this.#peers = new PeerLimits(policy.peerLimit, clock);
    this.#postman = new Postman({ outbox, timer, onError, most: policy.maxMailsUnderWay });
  }

  /** @throws E_IDENTITIES_ARGUMENT, E_STORE_ARGUMENT when the store was opened without `identitiesProjection` */
  static async open(options: AuthenticationServerOptions): Promise<AuthenticationServer> {
    if (!URL_FORM.test(options.url) || !URL.canParse(options.url)) {
      throw fail('E_IDENTITIES_ARGUMENT', 'the URL of the server is absolute, without a query and a slash at its end');
    }
    const server = new AuthenticationServer(options, completePolicy(options.policy));
    await server.sweep();
    return server;
  }

  /**
   * Takes a signed request (`signIdentityRequest`) of a peer, by whatever name it is limited under.
   * @throws E_IDENTITIES_LIMIT, E_IDENTITIES_BUSY, E_IDENTITIES_BOUND when the key belongs to another mailbox, and what
   * `readIdentityRequest` and the store throw
   */
  async request(token: Uint8Array, peer: string): Promise<RequestOutcome> {
    const wait = this.#peers.take(peer);
    if (wait > 0)
      throw fail('E_IDENTITIES_LIMIT', 'this peer asks too often', { details: { retryAfter: Math.ceil(wait) } });
    const asked = await readIdentityRequest(token, this.#options.url, this.#options.clock.now());
    if (this.#postman.isFull) throw fail('E_IDENTITIES_BUSY', 'too many mails are on their way');
    const fingerprint = fingerprintOf(asked.keyName);
    const secret = toBase64Url(this.#options.random.bytes(TOKEN_BYTES));
    const outcome = await this.#record(asked, hashOf(secret));
    if ('claim' in outcome) return { status: 'bound', fingerprint, binding: await this.#bindingOf(outcome.claim) };
    const { expires, isServed } = outcome;
    if (isServed) {
      const link = `${this.#options.url}/confirm?token=${secret}`;
      this.#postman.post(confirmationMail({ ...asked, fingerprint, link, expires }));
    }
    return { status: 'pending', fingerprint, expires };
  }

  /** What the link with this token would bind; looking changes nothing. @throws E_IDENTITIES_TOKEN */
  async look(token: string): Promise<PendingBinding> {
    return shown(await this.#pendingOf(token));
  }

  /**
   * Binds: the claim and the end of the link are durable, in one step, when this resolves. Works once.
   * @throws E_IDENTITIES_TOKEN, what the signer and the store throw
   */
  async confirm(token: string): Promise<PendingBinding & { readonly binding: string }> {
    const row = await this.#pendingOf(token);
    const pending = shown(row);
    const { signer, clock, log } = this.#options;
    const at = clock.now();
    const claim = makeClaim({
      type: 'IdentityBinding',
      issuer: signer.issuer,
      validFrom: at,
      subject: { id: pending.key, email: pending.mailbox.uri, confirmed: at.toISOString() },
    });
    const binding = await signJose(claim, { signer });
    const bytes = utf8(binding);
    const bound = IDENTITY_BOUND.create(
      IDENTITIES_STREAM,
      { key: row.key, keyName: row.keyName, mailbox: row.mailbox, tokenHash: hashOf(token), claim: claimId(bytes) },
      // Whichever link of this key is confirmed first, at any replica, ends all others.
      { at, uniqueKey: `identity-key/${row.keyName}` },
    );
    try {
      const { isNew } = await log.append(bytes, { ...ISSUED, alongside: [bound] });
      if (isNew) return { ...pending, binding };
    } catch (thrown) {
      if (!isSallyportError(thrown, 'E_STORE_CONFLICT')) throw thrown;
    }
    throw unknownToken();
  }

  /** Forgets links that have expired; to be called from time to time. */
  async sweep(): Promise<void> {
    const { store, clock } = this.#options;
    await store.transact(async (tx) => {
      const at = clock.now();
      const upTo = at.getTime();
      const expired = await tx.table(PENDING).page({ index: 'expires', below: upTo + 1, limit: 1 });
      const idle = await tx.table(MAILED).page({ index: 'last', below: upTo - MAILBOX_SPAN, limit: 1 });
      if (expired.entries.length + idle.entries.length === 0) return;
      await tx.append([IDENTITIES_SWEPT.create(IDENTITIES_STREAM, { upTo }, { at })]);
    });
  }

  /** Waits for mails that are being handed over. */
  async close(): Promise<void> {
    await this.#postman.close();
  }

  /** Writes down what becomes of the request, in one step with what that depends on. */
  async #record(
    { key, keyName, mailbox }: IdentityRequest,
    tokenHash: string,
  ): Promise<{ readonly claim: string } | { readonly expires: Date; readonly isServed: boolean }> {
    const { store, clock, serves = () => true } = this.#options;
    const { linkLifetime, maxPending, mailsPerHour } = this.#policy;
    await this.#makeRoom();
    return store.transact(async (tx) => {
      const bound = await tx.table(BOUND).get(keyName);
      if (bound?.mailbox === mailbox.address) return { claim: bound.claim };
      if (bound !== undefined) throw fail('E_IDENTITIES_BOUND', 'this key is bound to another mailbox');
      if (((await tx.table(TOTALS).get(ALL))?.pending ?? 0) >= maxPending) {
        throw fail('E_IDENTITIES_BUSY', 'too many links wait to be followed');
      }
      const at = clock.now();
      const expires = new Date(at.getTime() + linkLifetime);
      const asked = { key, keyName, mailbox: mailbox.address };
      const times = (await tx.table(MAILED).get(mailbox.address))?.times ?? [];
      const lately = times.filter((time) => time > at.getTime() - MAILBOX_SPAN);
      const reason = serves(mailbox) ? (lately.length >= mailsPerHour ? 'mailbox-limit' : undefined) : 'not-served';
      if (reason !== undefined) {
        await tx.append([IDENTITY_WITHHELD.create(IDENTITIES_STREAM, { ...asked, reason }, { at })]);
        return { expires, isServed: false };
      }
      const data = { ...asked, tokenHash, expires: expires.getTime() };
      await tx.append([IDENTITY_REQUESTED.create(IDENTITIES_STREAM, data, { at })]);
      return { expires, isServed: true };
    });
  }

  async #pendingOf(token: string): Promise<PendingRow> {
    const row = TOKEN.test(token) ? await this.#options.store.table(PENDING).get(hashOf(token)) : undefined;
    if (row === undefined || row.expires <= this.#options.clock.now().getTime()) throw unknownToken();
    return row;
  }

  async #makeRoom(): Promise<void> {
    const totals = await this.#options.store.table(TOTALS).get(ALL);
    if ((totals?.pending ?? 0) >= this.#policy.maxPending) await this.sweep();
  }

  async #bindingOf(claim: string): Promise<string> {
    return fromUtf8((await this.#options.log.get(claim)).bytes);
  }
}

function shown({ key, keyName, mailbox, expires }: PendingRow): PendingBinding {
  return { key, fingerprint: fingerprintOf(keyName), mailbox: parseMailbox(mailbox), expires: new Date(expires) };
}

function hashOf(token: string): string {
  return hash('sha256', token, 'hex');
}

function unknownToken() {
  return fail('E_IDENTITIES_TOKEN', 'this link was never made, was used, or has expired');
}
