/** The authentication server of a domain that has one: whose mailbox a key belongs to. */

import type { ClaimLog } from '@sallyport/assurance-claim-log';
import { AuthenticationServer, identitiesHandler, type Outbox } from '@sallyport/assurance-identities';
import type { Clock, Random, Timer } from '@sallyport/core';
import { type HttpHandler, text } from '@sallyport/http';
import type { LogStore } from '@sallyport/store';
import type { ClaimKeys } from './claim-keys.ts';

export interface IdentityServiceOptions {
  /** Where its mails go. */
  readonly outbox: Outbox;
  /** Under which people reach it, `https://…/identities`. Default: the domain's first host and its port. */
  readonly url?: string;
}

export interface IdentityServiceParts {
  readonly options: IdentityServiceOptions;
  readonly store: LogStore;
  readonly log: ClaimLog;
  readonly keys: ClaimKeys;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
  readonly onError: (error: unknown) => void;
}

export class IdentityService {
  readonly #parts: IdentityServiceParts;
  #server: AuthenticationServer | undefined;
  #handler: HttpHandler = async () => text(503, 'the authentication server is starting', { 'retry-after': '1' });

  constructor(parts: IdentityServiceParts) {
    this.#parts = parts;
  }

  /** Answers once it was started. */
  readonly handle: HttpHandler = (request) => this.#handler(request);

  /** The URL becomes known when the domain listens. @throws E_IDENTITIES_ARGUMENT, E_KEYSTORE_…, E_STORE_… */
  async start(url: string): Promise<void> {
    const { options, keys, onError, ...rest } = this.#parts;
    const signer = await keys.signerOf('authentication-server');
    const server = await AuthenticationServer.open({
      ...rest,
      signer,
      outbox: options.outbox,
      url: options.url ?? url,
      onError,
    });
    this.#server = server;
    this.#handler = identitiesHandler({ server, onError });
  }

  /** Forgets requests that nobody confirmed. */
  async sweep(): Promise<void> {
    await this.#server?.sweep();
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }
}
