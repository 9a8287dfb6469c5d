/** The face of an association whose handshake is done. */

import type { Secret } from '@sallyport/core';
import type { PeerIdentity } from './credentials.ts';
import { fail } from './errors.ts';
import type { KeySchedule } from './key-schedule.ts';
import type { DtlsSession } from './session.ts';
import type { CipherSuiteName } from './suites.ts';

type Facts = Pick<DtlsSession, 'suite' | 'peer' | 'peerIdentity' | 'extendedMasterSecret' | 'maxPlaintext'>;

interface Wire {
  readonly keys: KeySchedule;
  readonly isOpen: () => boolean;
  readonly send: (plaintext: Uint8Array) => void;
  readonly close: () => void;
}

export class OpenSession implements DtlsSession {
  readonly suite: CipherSuiteName;
  readonly peer: string;
  readonly peerIdentity: PeerIdentity;
  readonly extendedMasterSecret: boolean;
  readonly maxPlaintext: number;
  readonly #wire: Wire;

  constructor(facts: Facts, wire: Wire) {
    this.suite = facts.suite;
    this.peer = facts.peer;
    this.peerIdentity = facts.peerIdentity;
    this.extendedMasterSecret = facts.extendedMasterSecret;
    this.maxPlaintext = facts.maxPlaintext;
    this.#wire = wire;
  }

  get isOpen(): boolean {
    return this.#wire.isOpen();
  }

  send(plaintext: Uint8Array): void {
    this.#requireOpen();
    if (plaintext.length > this.maxPlaintext) {
      throw fail(
        'E_DTLS_TOO_LARGE',
        `${plaintext.length} bytes are more than the ${this.maxPlaintext} of one datagram`,
      );
    }
    this.#wire.send(plaintext);
  }

  close(): void {
    this.#wire.close();
  }

  keyBlock(): Secret {
    this.#requireOpen();
    return this.#wire.keys.keyBlock();
  }

  exportKeyingMaterial(label: string, length: number, context?: Uint8Array): Secret {
    this.#requireOpen();
    return this.#wire.keys.export(label, length, context);
  }

  #requireOpen(): void {
    if (!this.isOpen) throw fail('E_DTLS_CLOSED', 'the association is closed');
  }
}
