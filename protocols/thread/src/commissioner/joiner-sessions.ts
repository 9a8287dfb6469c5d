/**
 * The joiners under way: one DTLS association for each joiner and Joiner Router, relayed by RLY_RX and RLY_TX.
 *
 * A joiner's key for the transport is its interface identifier, its port and the Joiner Router's locator, so that the
 * relayed datagrams themselves say where an answer goes, and nothing is kept for a joiner whose address is not yet proved
 * (RFC 6347 §4.2.1) but the name of its attempt.
 */

import { fromHex, type Milliseconds, type SallyportError, SECOND, type Secret, toHex } from '@sallyport/core';
import { type DtlsCredentials, DtlsServer, type DtlsSession } from '@sallyport/dtls';
import type { Authorizer, EventListener } from '@sallyport/onboarding';
import { interfaceIdOf, RADIO_MTU } from '../node/addresses.ts';
import { attemptOf, clientRandomOf } from '../node/attempt.ts';
import { readOrUndefined } from '../node/read.ts';
import { Remembered } from '../node/remembered.ts';
import type { RolePorts } from '../node/tmf-agent.ts';
import { decodeRelayRx, encodeRelayTx } from '../tmf/relay.ts';
import type { CommissionerEvent } from './events.ts';
import type { JoinerJournal } from './examine-joiner.ts';
import { JoinerSession } from './joiner-session.ts';
import type { JoinerTable } from './joiner-table.ts';
import { JoinerTrail } from './joiner-trail.ts';

export interface JoinerSessionLimits {
  /** Joiners that have proved their passphrase and are being finalized. */
  readonly maxSessions: number;
  /** Joiners that have proved their address and are proving their passphrase. */
  readonly maxHandshakes: number;
  /** How long a joiner may take to prove its passphrase. */
  readonly handshakeTimeout: Milliseconds;
  /** How long a joiner may take from its handshake to JOIN_FIN.req. */
  readonly finalizeTimeout: Milliseconds;
  /** How long the session stays after JOIN_FIN.rsp, for a joiner that missed it. */
  readonly linger: Milliseconds;
  /** How long policy, and then the journal, may take: a joiner waits four seconds for its answer. */
  readonly policyPatience: Milliseconds;
  /** How long a stranger that knocks is not told of again. */
  readonly strangerMemory: Milliseconds;
  /** Attempts and strangers remembered. */
  readonly maxRemembered: number;
}

export const JOINER_SESSION_LIMITS: JoinerSessionLimits = {
  maxSessions: 1024,
  maxHandshakes: 1024,
  handshakeTimeout: 60 * SECOND,
  finalizeTimeout: 30 * SECOND,
  linger: 30 * SECOND,
  policyPatience: 1.5 * SECOND,
  strangerMemory: 60 * SECOND,
  maxRemembered: 1024,
};

export interface JoinerSessionsOptions {
  readonly joiners: JoinerTable;
  readonly limits: JoinerSessionLimits;
  readonly authorizer: Authorizer | undefined;
  readonly journal: JoinerJournal | undefined;
  readonly provisioningUrl: string | undefined;
  readonly policyFailed: ((thrown: unknown) => void) | undefined;
  readonly relay: (locator: number, payload: Uint8Array) => void;
  readonly tell: (event: CommissionerEvent) => void;
  readonly onboarding: EventListener | undefined;
}

/** Where a joiner is, as RLY_RX says it. */
export interface JoinerPlace {
  readonly interfaceId: Uint8Array;
  readonly port: number;
  readonly locator: number;
}

export class JoinerSessions {
  readonly #options: JoinerSessionsOptions;
  readonly #ports: RolePorts;
  readonly #server: DtlsServer;
  readonly #trails: Remembered<JoinerTrail>;
  readonly #strangers: Remembered<true>;
  readonly #sessions = new Map<string, JoinerSession>();
  /** The KEK that goes with the datagram being sent. */
  #kek: Secret | undefined;

  constructor(options: JoinerSessionsOptions, ports: RolePorts) {
    const { limits } = options;
    this.#options = options;
    this.#ports = ports;
    this.#trails = new Remembered(limits.maxRemembered, ports.clock, Number.POSITIVE_INFINITY);
    this.#strangers = new Remembered(limits.maxRemembered, ports.clock, limits.strangerMemory);
    this.#server = new DtlsServer(
      {
        credentials: (peer) => this.#credentials(peer),
        suites: ['TLS_ECJPAKE_WITH_AES_128_CCM_8'],
        maxSessions: limits.maxSessions,
        maxHandshakes: limits.maxHandshakes,
        limits: { mtu: RADIO_MTU, handshakeTimeout: limits.handshakeTimeout },
        accepted: (session) => this.#accepted(session),
        failed: (peer, error) => this.#failed(peer, error),
      },
      { ...ports, transmit: (datagram, peer) => this.#transmit(datagram, peer) },
    );
  }

  /** Joiners under way that have proved their passphrase. */
  get size(): number {
    return this.#sessions.size;
  }

  /** RLY_RX.ntf. Never throws for what a peer sent. */
  receive(payload: Uint8Array): void {
    const relayed = readOrUndefined(payload, decodeRelayRx);
    if (relayed === undefined) return;
    const place = { interfaceId: relayed.joinerIid, port: relayed.joinerUdpPort, locator: relayed.joinerRouterLocator };
    const peer = peerOf(place);
    // A joiner nobody enabled hears nothing at all, not even that it can be reached.
    if (!this.#sessions.has(peer) && !this.#isEnabled(place)) return;
    const clientRandom = clientRandomOf(relayed.dtls);
    if (clientRandom !== undefined) this.#follow(peer, place, clientRandom);
    this.#server.receive(relayed.dtls, peer);
  }

  close(): void {
    for (const session of this.#sessions.values()) session.close();
    this.#sessions.clear();
    this.#trails.clear();
    this.#server.close();
  }

  #isEnabled(place: JoinerPlace): boolean {
    const joinerId = interfaceIdOf(place.interfaceId);
    if (this.#options.joiners.find(joinerId) !== undefined) return true;
    const name = toHex(joinerId);
    if (this.#strangers.get(name) === undefined) {
      this.#strangers.set(name, true);
      this.#options.tell({ type: 'joiner-unknown', joinerId: name, joinerRouterLocator: place.locator });
    }
    return false;
  }

  /** M.2, once for each attempt. */
  #follow(peer: string, place: JoinerPlace, clientRandom: Uint8Array): void {
    const session = attemptOf(place.interfaceId, clientRandom);
    if (this.#trails.get(peer)?.session === session) return;
    this.#trails.set(peer, this.#trail(session, place)).relayed();
  }

  #trail(session: string, place: JoinerPlace): JoinerTrail {
    const { joiners, onboarding } = this.#options;
    const joinerId = interfaceIdOf(place.interfaceId);
    const selector = joiners.find(joinerId)?.selector;
    const eui64 = selector?.by === 'eui64' ? selector.eui64 : undefined;
    return new JoinerTrail({ session, joinerId, eui64, place, clock: this.#ports.clock, listener: onboarding });
  }

  #credentials(peer: string): DtlsCredentials | undefined {
    const joiner = this.#options.joiners.find(interfaceIdOf(placeOf(peer).interfaceId));
    return joiner === undefined ? undefined : { type: 'ecjpake', password: joiner.pskd };
  }

  #accepted(session: DtlsSession): JoinerSession {
    const { peer } = session;
    const { joiners, limits, tell, ...examiner } = this.#options;
    const place = placeOf(peer);
    const joinerId = interfaceIdOf(place.interfaceId);
    const trail = this.#trails.get(peer) ?? this.#trail(attemptOf(place.interfaceId, undefined), place);
    const named = { session: trail.session, joinerId: trail.joinerId };
    this.#sessions.get(peer)?.close();
    joiners.joining(joinerId);
    trail.proved();
    tell({ type: 'joiner-connected', ...named });
    const joiner = new JoinerSession(
      session,
      {
        trail,
        examiner: { ...examiner, ...this.#ports, patience: limits.policyPatience },
        finalizeTimeout: limits.finalizeTimeout,
        linger: limits.linger,
        withKek: (kek, send) => this.#withKek(kek, send),
        accepted: (obligations) => {
          joiners.joined(joinerId);
          tell({ type: 'joiner-accepted', ...named, obligations });
        },
        refused: (error) => {
          joiners.refused(joinerId);
          tell({ type: 'joiner-refused', ...named, error });
        },
        ended: (ended) => {
          if (this.#sessions.get(peer) === ended) this.#sessions.delete(peer);
        },
      },
      this.#ports,
    );
    this.#sessions.set(peer, joiner);
    return joiner;
  }

  #failed(peer: string, error: SallyportError): void {
    this.#trails.get(peer)?.handshakeFailed(error);
  }

  #withKek(kek: Secret, send: () => void): void {
    this.#kek = kek;
    try {
      send();
    } finally {
      this.#kek = undefined;
    }
  }

  #transmit(datagram: Uint8Array, peer: string): void {
    const { interfaceId, port, locator } = placeOf(peer);
    const relayTx = { joinerUdpPort: port, joinerIid: interfaceId, joinerRouterLocator: locator, dtls: datagram };
    this.#options.relay(locator, encodeRelayTx(this.#kek === undefined ? relayTx : { ...relayTx, kek: this.#kek }));
  }
}

function peerOf({ interfaceId, port, locator }: JoinerPlace): string {
  return `${toHex(interfaceId)}|${port}|${locator}`;
}

function placeOf(peer: string): JoinerPlace {
  const [interfaceId = '', port, locator] = peer.split('|');
  return { interfaceId: fromHex(interfaceId), port: Number(port), locator: Number(locator) };
}
