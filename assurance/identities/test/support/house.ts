/** An authentication server in virtual time, with an outbox that keeps what it is given. */

import { ClaimLog, claimLogProjection } from '@sallyport/assurance-claim-log';
import { type ClaimSigner, didKeySigner } from '@sallyport/assurance-claims';
import {
  AuthenticationServer,
  type AuthenticationServerOptions,
  identitiesProjection,
  type Mail,
  signIdentityRequest,
} from '@sallyport/assurance-identities';
import { systemRandom, utf8, VirtualTime } from '@sallyport/core';
import { generateKeyPair, softwareSigner } from '@sallyport/pki';
import { type LogStore, openSqliteStore } from '@sallyport/store';

export const URL_OF_SERVER = 'https://house.example:8443/identities';
export const PROJECTIONS = [claimLogProjection, identitiesProjection];

export function keyOwner(): ClaimSigner {
  return didKeySigner(softwareSigner(generateKeyPair('Ed25519').privateKey));
}

export const SERVER_SIGNER = didKeySigner(softwareSigner(generateKeyPair('P-256').privateKey));

export interface House {
  readonly store: LogStore;
  readonly log: ClaimLog;
  readonly server: AuthenticationServer;
  readonly time: VirtualTime;
  readonly mails: Mail[];
  readonly errors: unknown[];
  /** A signed request of this key for this mailbox, made now. */
  requestOf(signer: ClaimSigner, email: string): Promise<Uint8Array>;
  /** Asks, and gives the token of the link that was mailed. */
  linked(signer: ClaimSigner, email: string): Promise<string>;
  /** Closes the server and opens another on the same store. */
  restart(): Promise<AuthenticationServer>;
}

export type Changes = Partial<AuthenticationServerOptions> & { readonly path?: string };

export async function inHouse(changes: Changes, run: (house: House) => Promise<void>): Promise<void> {
  const { path = ':memory:', ...options } = changes;
  const time = new VirtualTime('2026-11-30T12:00:00Z');
  await using store = await openSqliteStore({ path, projections: PROJECTIONS, clock: time });
  const log = await ClaimLog.open({ store, clock: time });
  const mails: Mail[] = [];
  const errors: unknown[] = [];
  const open = () =>
    AuthenticationServer.open({
      store,
      log,
      signer: SERVER_SIGNER,
      outbox: { send: async (mail) => void mails.push(mail) },
      clock: time,
      timer: time,
      random: systemRandom,
      url: URL_OF_SERVER,
      onError: (error) => errors.push(error),
      ...options,
    });
  let server = await open();
  const requestOf = async (signer: ClaimSigner, email: string) =>
    utf8(await signIdentityRequest(email, { audience: URL_OF_SERVER, signer, at: time.now() }));
  await run({
    store,
    log,
    server,
    time,
    mails,
    errors,
    requestOf,
    async linked(signer, email) {
      await server.request(await requestOf(signer, email), 'peer');
      return tokenIn(mails.at(-1));
    },
    async restart() {
      await server.close();
      server = await open();
      return server;
    },
  });
  await server.close();
}

export function tokenIn(mail: Mail | undefined): string {
  return new URL(mail?.link ?? URL_OF_SERVER).searchParams.get('token') ?? '';
}
