/** A DTLS 1.2 client: one association with one server, without a socket. */

import type { SallyportError } from '@sallyport/core';
import { Association } from '../association.ts';
import { fail } from '../errors.ts';
import { Inbox } from '../inbox.ts';
import type { DtlsPorts } from '../ports.ts';
import { readRecords } from '../record/codec.ts';
import type { DtlsSession, SessionListener } from '../session.ts';
import { ClientHandshake } from './client-handshake.ts';
import { type ClientSettings, clientSettings, type DtlsClientOptions } from './options.ts';

export type DtlsClientPorts = DtlsPorts & { readonly transmit: (datagram: Uint8Array) => void };

export class DtlsClient {
  readonly #settings: ClientSettings;
  readonly #ports: DtlsClientPorts;
  readonly #inbox = new Inbox<Uint8Array>((datagram) => this.#take(datagram));
  #association: Association | undefined;

  /** @throws E_DTLS_ARGUMENT, E_DTLS_NOT_SUPPORTED */
  constructor(options: DtlsClientOptions, ports: DtlsClientPorts) {
    this.#settings = clientSettings(options);
    this.#ports = ports;
  }

  /**
   * Starts the handshake, once. Settles by itself: with the session, or with the error that ended the handshake.
   * What the server sends after its Finished goes to `listener`, even before the promise settles.
   *
   * @throws E_DTLS_TIMEOUT, E_DTLS_ALERT when the server gave up, E_DTLS_CLOSED, and whatever is wrong with what the
   * server sent
   */
  connect(listener: SessionListener): Promise<DtlsSession> {
    if (this.#association !== undefined) return Promise.reject(fail('E_DTLS_ARGUMENT', 'a client connects once'));
    return new Promise((resolve, reject: (error: SallyportError) => void) => {
      this.#inbox.during(() => this.#start(listener, resolve, reject));
    });
  }

  /** Takes a datagram from the server. Never throws for what is in it. */
  receive(datagram: Uint8Array): void {
    this.#inbox.put(datagram);
  }

  /** Ends the association, or the handshake under way with E_DTLS_CLOSED. */
  close(): void {
    this.#association?.close();
  }

  #start(
    listener: SessionListener,
    resolve: (session: DtlsSession) => void,
    reject: (error: SallyportError) => void,
  ): void {
    let handshake: ClientHandshake | undefined;
    this.#association = new Association({
      peer: this.#settings.peer,
      ports: this.#ports,
      limits: this.#settings.limits,
      transmit: this.#ports.transmit,
      role: (link) => {
        handshake = new ClientHandshake(this.#settings, link);
        return handshake;
      },
      nextMessage: 0,
      firstSequence: 0,
      established: (session) => {
        resolve(session);
        return listener;
      },
      failed: reject,
      ended: () => {},
    });
    handshake?.start();
  }

  #take(datagram: Uint8Array): void {
    for (const record of readRecords(datagram, (code) => this.#ports.discarded?.(code, this.#settings.peer))) {
      const dropped = this.#association?.receive(record);
      if (dropped !== undefined) this.#ports.discarded?.(dropped, this.#settings.peer);
    }
  }
}
