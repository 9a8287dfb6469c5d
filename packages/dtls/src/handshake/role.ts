/** What a handshake needs of its association, and the other way round. */

import type { PeerIdentity } from '../credentials.ts';
import type { KeySchedule } from '../key-schedule.ts';
import type { DtlsPorts } from '../ports.ts';
import type { CipherSuite } from '../suites.ts';
import type { FlightPart } from './flight.ts';
import type { HandshakeMessage } from './fragment.ts';

export interface Established {
  readonly suite: CipherSuite;
  readonly keys: KeySchedule;
  readonly peerIdentity: PeerIdentity;
  readonly extendedMasterSecret: boolean;
}

/** The association, as a handshake sees it. */
export interface HandshakeLink {
  readonly ports: DtlsPorts;
  readonly peer: string;
  /**
   * Sends a flight, again and again until the next one is sent or the handshake is over; a final one only when
   * prompted.
   */
  send(parts: readonly FlightPart[], kind?: 'final'): void;
  /** Sets up epoch 1. Writing begins with the next ChangeCipherSpec sent. */
  prepareKeys(keys: KeySchedule): void;
  /** Nothing but Finished is due: the other side's ChangeCipherSpec takes effect now. */
  expectFinished(): void;
  finish(established: Established): void;
}

/** One side's state machine. */
export interface HandshakeRole {
  readonly side: 'client' | 'server';
  /** The next message in order, whole. @throws the error that the handshake fails with */
  receive(message: HandshakeMessage): void;
  /** Secrets are overwritten; no call follows. */
  abandon(): void;
}
