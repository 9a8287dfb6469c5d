/** One station at the access point: from its first EAP packet to the moment it is gone (RFC 3579, RFC 3580). */

import { type Random, type Secret, toHex } from '@sallyport/core';
import { type PeerReply, TYPES } from '@sallyport/eap';
import {
  ACCT_STATUS_TYPES,
  type AccessAnswer,
  ATTRIBUTES,
  NAS_PORT_TYPES,
  type OutgoingAttribute,
  type RadiusClient,
  VENDOR_ATTRIBUTES,
} from '@sallyport/radius';
import { fail } from './errors.ts';

/** A station's EAP: `EapPeer` of @sallyport/eap fits. */
export interface Station {
  receive(eap: Uint8Array): Promise<PeerReply>;
}

export interface AssociationOptions {
  /** `02-00-00-00-00-01`, as NASes write it. */
  readonly address: string;
  readonly station: Station;
  readonly client: RadiusClient;
  /** What the access point says of itself in each request. */
  readonly self: readonly OutgoingAttribute[];
  readonly random: Random;
}

/** How an association ended: the station left, or RADIUS put it out. */
export type Ending = 'left' | 'put-out';

export interface Verdict {
  readonly isOpen: boolean;
  /** The VLAN that RADIUS put it into. */
  readonly vlan: string | undefined;
  /** The first half of the MSK, for the keys of the link. */
  readonly key: Secret | undefined;
}

const MAX_ROUNDS = 64;
const FIRST_IDENTIFIER = 1;
const SESSION_ID_BYTES = 8;

export class Association {
  readonly address: string;
  readonly #options: AssociationOptions;
  readonly #accountingSession: string;
  #isOpen = false;
  #ended: (ending: Ending) => void = () => undefined;
  /** Resolves when a door that was open is shut. */
  readonly ended: Promise<Ending>;

  constructor(options: AssociationOptions) {
    this.address = options.address;
    this.#options = options;
    this.#accountingSession = toHex(options.random.bytes(SESSION_ID_BYTES));
    this.ended = new Promise((resolve) => {
      this.#ended = resolve;
    });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Acct-Session-Id, by which RADIUS names it. */
  get accountingSession(): string {
    return this.#accountingSession;
  }

  /**
   * Carries EAP until RADIUS has decided, and opens the door when it says so.
   * @throws E_ACCESS_POINT_…, E_RADIUS_NO_RESPONSE
   */
  async authenticate(): Promise<Verdict> {
    const { station } = this.#options;
    let { response } = await station.receive(identityRequest());
    let state: Uint8Array | undefined;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      if (response === undefined) throw fail('E_ACCESS_POINT_STATION', `${this.address} does not answer`);
      const answer = await this.#ask(response, state);
      if (answer.eapMessage === undefined) throw fail('E_ACCESS_POINT_EAP', 'an answer without EAP-Message');
      const reply = await station.receive(answer.eapMessage);
      if (answer.outcome !== 'challenge') return this.#conclude(answer);
      ({ state } = answer);
      ({ response } = reply);
    }
    throw fail('E_ACCESS_POINT_ROUNDS', `no decision after ${MAX_ROUNDS} rounds`);
  }

  /** Shuts the door; RADIUS is told. Does nothing when it is shut. */
  async shut(ending: Ending): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#ended(ending);
    await this.#account(ACCT_STATUS_TYPES.STOP);
  }

  async #conclude(answer: AccessAnswer): Promise<Verdict> {
    if (answer.outcome !== 'accept') return { isOpen: false, vlan: undefined, key: undefined };
    this.#isOpen = true;
    await this.#account(ACCT_STATUS_TYPES.START);
    return {
      isOpen: true,
      vlan: ATTRIBUTES['Tunnel-Private-Group-ID'].first(answer.attributes)?.value,
      key: answer.reveal(VENDOR_ATTRIBUTES['MS-MPPE-Recv-Key']),
    };
  }

  #ask(eap: Uint8Array, state: Uint8Array | undefined): Promise<AccessAnswer> {
    const { client } = this.#options;
    return client.access([
      ...this.#attributes(),
      ...ATTRIBUTES['EAP-Message'].of(eap),
      ...(state === undefined ? [] : ATTRIBUTES.State.of(state)),
    ]);
  }

  async #account(status: number): Promise<void> {
    await this.#options.client.account([...ATTRIBUTES['Acct-Status-Type'].of(status), ...this.#attributes()]);
  }

  #attributes(): readonly OutgoingAttribute[] {
    return [
      ...this.#options.self,
      ...ATTRIBUTES['User-Name'].of('anonymous'),
      ...ATTRIBUTES['Calling-Station-Id'].of(this.address),
      ...ATTRIBUTES['NAS-Port-Type'].of(NAS_PORT_TYPES.WIRELESS_802_11),
      ...ATTRIBUTES['Acct-Session-Id'].of(this.#accountingSession),
    ];
  }
}

/** RFC 3748 §5.1: code 1, an identifier, five bytes long, type 1. */
function identityRequest(): Uint8Array {
  return Uint8Array.of(1, FIRST_IDENTIFIER, 0, 5, TYPES.identity.type);
}
