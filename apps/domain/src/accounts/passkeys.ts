/** Passkeys: how one is made for an account, and how it is proved. The rules of WebAuthn are the library's. */

import { isIP } from 'node:net';
import { utf8 } from '@sallyport/core';
import type { LogStore, Transaction } from '@sallyport/store';
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { Challenges } from './challenges.ts';
import { fail } from './errors.ts';
import { ACCOUNTS_STREAM, PASSKEY_ADDED } from './events.ts';
import { hostOf, type OwnOrigin } from './own-origin.ts';
import { addingTo, belongsTo, once, orRefuse, useOf } from './passkey-proof.ts';
import { type AccountRow, PASSKEYS, type PasskeyRow } from './register/tables.ts';

export interface PasskeysOptions {
  readonly store: LogStore;
  readonly challenges: Challenges;
  /** The house's name, as authenticators show it. */
  readonly house: string;
  /** Where the console is at home: nowhere else is a passkey made or believed. */
  readonly own: Pick<OwnOrigin, 'isHome' | 'home'>;
}

/** A passkey that was proved; its challenge is not yet used up. */
export interface ProvedPasskey {
  readonly passkey: PasskeyRow;
  readonly counter: number;
  /** Taken for ever by the event that tells of its use. */
  readonly uniqueKey: string;
}

const SIGN_IN = 'sign-in';
const MAX_PER_ACCOUNT = 20;
const TIMEOUT_MS = 300_000;

export class Passkeys {
  readonly #options: PasskeysOptions;

  constructor(options: PasskeysOptions) {
    this.#options = options;
  }

  /** Whether a passkey can be made or used at this origin: browsers know none for IP addresses, nor ports. */
  isPossibleAt(origin: string): boolean {
    return isIP(hostOf(origin)) === 0 && this.#options.own.isHome(origin);
  }

  /** @throws E_ACCOUNT_PASSKEY_HOST, E_ACCOUNT_KEY */
  async optionsToAdd(account: AccountRow, origin: string): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const { challenges, house } = this.#options;
    const rpID = this.#hostAt(origin);
    const known = await this.of(account.id);
    return generateRegistrationOptions({
      rpName: house,
      rpID,
      userName: account.name,
      userDisplayName: account.name,
      userID: Uint8Array.from(utf8(account.id)),
      challenge: await challenges.make(addingTo(account.id)),
      timeout: TIMEOUT_MS,
      attestationType: 'none',
      excludeCredentials: known.map(({ id, transports }) => ({ id, transports: [...transports] })),
      // Found by the authenticator itself, so that nobody need say who they are before they are known.
      authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
    });
  }

  /**
   * Checks what an authenticator answered, and keeps the passkey.
   * @throws E_ACCOUNT_PASSKEY, E_ACCOUNT_PASSKEY_HOST, E_ACCOUNT_TOO_MANY
   */
  async add(account: AccountRow, origin: string, name: string, response: RegistrationResponseJSON): Promise<string> {
    const { store, challenges } = this.#options;
    const host = this.#hostAt(origin);
    const uses: string[] = [];
    const { verified, registrationInfo } = await orRefuse(() =>
      verifyRegistrationResponse({
        response,
        expectedChallenge: async (challenge) => {
          uses.push(useOf(challenge));
          return challenges.isOurs(addingTo(account.id), challenge);
        },
        expectedOrigin: origin,
        expectedRPID: host,
        requireUserVerification: true,
      }),
    );
    const [uniqueKey] = uses;
    if (!verified || uniqueKey === undefined) throw fail('E_ACCOUNT_PASSKEY', 'the passkey does not prove itself');
    const { credential, credentialDeviceType } = registrationInfo;
    const event = PASSKEY_ADDED.create(
      ACCOUNTS_STREAM,
      {
        account: account.id,
        id: credential.id,
        publicKey: Buffer.from(credential.publicKey).toString('base64url'),
        counter: credential.counter,
        transports: credential.transports ?? [],
        name,
        host,
        isSynced: credentialDeviceType === 'multiDevice',
      },
      { uniqueKey },
    );
    await once(() =>
      store.transact(async (tx) => {
        if ((await tx.table(PASSKEYS).get(credential.id)) !== undefined) {
          throw fail('E_ACCOUNT_PASSKEY', 'this passkey is known already');
        }
        const { entries } = await tx.table(PASSKEYS).page({ index: 'account', equals: account.id });
        if (entries.length >= MAX_PER_ACCOUNT) {
          throw fail('E_ACCOUNT_TOO_MANY', `an account has ${MAX_PER_ACCOUNT} passkeys at most`);
        }
        await tx.append([event]);
      }),
    );
    return credential.id;
  }

  /** @throws E_ACCOUNT_PASSKEY_HOST, E_ACCOUNT_KEY */
  async optionsToSignIn(origin: string): Promise<PublicKeyCredentialRequestOptionsJSON> {
    return generateAuthenticationOptions({
      rpID: this.#hostAt(origin),
      challenge: await this.#options.challenges.make(SIGN_IN),
      timeout: TIMEOUT_MS,
      userVerification: 'required',
    });
  }

  /** @throws E_ACCOUNT_PASSKEY, E_ACCOUNT_PASSKEY_HOST */
  async prove(origin: string, response: AuthenticationResponseJSON): Promise<ProvedPasskey> {
    const { store, challenges } = this.#options;
    const host = this.#hostAt(origin);
    const passkey = await store.table(PASSKEYS).get(response.id);
    if (passkey === undefined || !belongsTo(passkey, response.response.userHandle)) {
      throw fail('E_ACCOUNT_PASSKEY', 'this passkey is not known here');
    }
    const uses: string[] = [];
    const { verified, authenticationInfo } = await orRefuse(() =>
      verifyAuthenticationResponse({
        response,
        expectedChallenge: async (challenge) => {
          uses.push(useOf(challenge));
          return challenges.isOurs(SIGN_IN, challenge);
        },
        expectedOrigin: origin,
        expectedRPID: host,
        // The library looks at the counter before the signature, when anybody can have written it. It is looked at afterwards,
        // in the transaction that raises it.
        credential: {
          id: passkey.id,
          publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
          counter: 0,
        },
        requireUserVerification: true,
      }),
    );
    const [uniqueKey] = uses;
    if (!verified || uniqueKey === undefined) throw fail('E_ACCOUNT_PASSKEY', 'the passkey does not prove itself');
    return { passkey, counter: authenticationInfo.newCounter, uniqueKey };
  }

  /** In the transaction in which it is used: its counter must have gone on. @throws E_ACCOUNT_PASSKEY, E_ACCOUNT_PASSKEY_COUNTER */
  async requireForward({ passkey, counter }: ProvedPasskey, tx: Transaction): Promise<void> {
    const row = await tx.table(PASSKEYS).get(passkey.id);
    if (row === undefined) throw fail('E_ACCOUNT_PASSKEY', 'this passkey is not known here');
    // WebAuthn §7.2 step 22: authenticators that do not count say 0 always.
    if ((counter > 0 || row.counter > 0) && counter <= row.counter) {
      throw fail('E_ACCOUNT_PASSKEY_COUNTER', `the counter of this passkey went back to ${counter}`);
    }
  }

  /** The passkeys of an account. */
  async of(account: string): Promise<readonly PasskeyRow[]> {
    const { entries } = await this.#options.store.table(PASSKEYS).page({ index: 'account', equals: account });
    return entries.map(({ row }) => row);
  }

  /** The console by a name, for those who came by an address. */
  get originInstead(): string | null {
    return this.#options.own.home ?? null;
  }

  #hostAt(origin: string): string {
    if (this.isPossibleAt(origin)) return hostOf(origin);
    const instead = this.originInstead;
    const where = instead === null ? 'by a name' : `at ${instead}`;
    throw fail('E_ACCOUNT_PASSKEY_HOST', `passkeys are for the console’s own name and port: open it ${where}`);
  }
}
