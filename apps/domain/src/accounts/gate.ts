/** Who asks, from what they show: a token, or both halves of a session. Asked anew for each request, of the log as it stands. */

import { type AskedOperation, apiFail, type Caller, type Gate, type RecordedOutcome } from '@sallyport/api';
import { type Clock, type JsonObject, MINUTE, SECOND } from '@sallyport/core';
import { type HttpRequest, PeerLimits, peerAddress } from '@sallyport/http';
import type { Role } from '../api/roles.ts';
import { requireNoWait } from './back-off.ts';
import type { Changes } from './changes.ts';
import { clientOf } from './client.ts';
import { secretIn } from './cookie.ts';
import { PAGE_HEADER, requireOwnPage } from './forgery.ts';
import type { OwnOrigin } from './own-origin.ts';
import type { People } from './people.ts';
import type { Refusals } from './refusals.ts';
import { isWithin } from './scopes.ts';
import { hashOf, sameHash } from './secrets.ts';
import type { OpenSession, SignIns } from './sign-ins.ts';
import type { Tokens } from './tokens.ts';
import { isUnattended } from './unattended.ts';
import type { Watchers } from './watchers.ts';

export interface AccountsGateOptions {
  readonly people: People;
  readonly signIns: SignIns;
  readonly tokens: Tokens;
  readonly changes: Changes;
  readonly refusals: Refusals;
  readonly watchers: Watchers;
  readonly own: OwnOrigin;
  readonly clock: Clock;
}

/** Tokens from one address that were none. */
const WRONG_TOKENS = { requests: 60, span: 10 * MINUTE };
/** RFC 6750 §2.3: where a token must not stand, since addresses end up in logs and histories. */
const IN_QUERY = ['access_token', 'token'] as const;
const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*) *$/i;
/** How long another page of a browser that has just signed in again may still show the key of the session before. */
const NEW_SESSION = 10 * SECOND;
const PAGE_KEY_LENGTH = 43;

export class AccountsGate implements Gate<Role> {
  readonly #options: AccountsGateOptions;
  readonly #wrongTokens: PeerLimits;

  constructor(options: AccountsGateOptions) {
    this.#options = options;
    this.#wrongTokens = new PeerLimits(WRONG_TOKENS, options.clock);
  }

  /** @throws E_API_SIGN_IN, E_API_CSRF, E_API_SCOPE, E_ACCOUNT_TOO_OFTEN */
  async authenticate(request: HttpRequest, operation: AskedOperation): Promise<Caller<Role> | undefined> {
    if (IN_QUERY.some((name) => request.query.has(name))) {
      throw apiFail('E_API_SIGN_IN', 'a token is shown in the header field Authorization, never in the address');
    }
    const authorization = request.headers.get('authorization');
    if (authorization !== undefined) return this.#byToken(authorization, request, operation);
    requireOwnPage(request, operation.changes, this.#options.own);
    const cookie = secretIn(request.headers.get('cookie'));
    return cookie === undefined ? undefined : this.#bySession(cookie, request);
  }

  watch(caller: Caller<Role>): { readonly signal: AbortSignal; release(): void } {
    return this.#options.watchers.watch(() => this.#mayStay(caller));
  }

  record(
    caller: Caller<Role>,
    operation: string,
    input: JsonObject,
  ): Promise<(outcome: RecordedOutcome) => Promise<void>> {
    return this.#options.changes.begin(caller, operation, input);
  }

  async #byToken(authorization: string, request: HttpRequest, operation: AskedOperation): Promise<Caller<Role>> {
    const { tokens, people, refusals } = this.#options;
    const [, shown] = BEARER.exec(authorization) ?? [];
    const token = shown === undefined ? undefined : await tokens.find(shown);
    const account = token === undefined ? undefined : await people.find(token.row.account);
    if (token === undefined || account === undefined) {
      requireNoWait(this.#wrongTokens.take(peerAddress(request)));
      refusals.tell('token', 'E_API_SIGN_IN', clientOf(request), null);
      throw apiFail('E_API_SIGN_IN', 'this token counts for nothing');
    }
    if (!operation.open && !isWithin(token.row.scopes, operation)) {
      throw apiFail('E_API_SCOPE', `this token was not made for ${operation.name}`);
    }
    tokens.seen(token);
    const { id, name, role } = account;
    return { id, name, role, by: 'token', credential: token.row.id };
  }

  /** Nobody, where the session is gone. */
  async #bySession(cookie: string, request: HttpRequest): Promise<Caller<Role> | undefined> {
    const { signIns, people } = this.#options;
    const session = await signIns.find(cookie);
    if (session === undefined) return undefined;
    const { row } = session;
    if (!this.#isSameClient(session, request)) {
      if (this.#isTheft(session, request)) await signIns.end(session.hash, 'other-client', 'nobody');
      return undefined;
    }
    const account = await people.find(row.account);
    if (account === undefined) return undefined;
    if (!isUnattended(request)) signIns.seen(session);
    return { id: account.id, name: account.name, role: account.role, by: 'session', credential: row.id };
  }

  #isSameClient({ row }: OpenSession, request: HttpRequest): boolean {
    const key = request.headers.get(PAGE_HEADER) ?? '';
    const isSamePage = sameHash(hashOf(key), row.pageHash ?? '');
    return isSamePage && sameHash(clientOf(request).hash, row.clientHash ?? '');
  }

  /**
   * Whether a cookie without its other half must have been taken away: all but what a browser does by itself. A person types an
   * address of the API, or opens it in another tab. And where they have just signed in, the browser has the new cookie a moment
   * before its other pages have the new key.
   */
  #isTheft({ row }: OpenSession, request: HttpRequest): boolean {
    const { headers } = request;
    const key = headers.get(PAGE_HEADER);
    if (key === undefined && headers.get('sec-fetch-mode') === 'navigate') return false;
    const isNew = this.#options.clock.now().getTime() - row.begunAt < NEW_SESSION;
    const isPage = headers.get('sec-fetch-site') === 'same-origin' && key?.length === PAGE_KEY_LENGTH;
    return !(isNew && isPage && clientOf(request).hash === row.clientHash);
  }

  async #mayStay({ id, role, by, credential }: Caller<Role>): Promise<boolean> {
    if (by === 'local') return true;
    const { people, signIns, tokens } = this.#options;
    const account = await people.find(id);
    if (account?.role !== role || credential === undefined) return false;
    if (by === 'session') {
      const session = await signIns.named(credential);
      return session !== undefined && signIns.isOpen(session.row);
    }
    const token = await tokens.named(credential);
    return token !== undefined && tokens.counts(token.row);
  }
}
