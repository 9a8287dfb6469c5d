/**
 * A DTLS 1.2 server: associations with many peers, without a socket.
 *
 * For a peer that has not shown that it can be reached, nothing is kept: a ClientHello without a good cookie is
 * answered with a HelloVerifyRequest and forgotten (RFC 6347 §4.2.1).
 */

import { bytesEqual, isSallyportError, reasonOf, type SallyportError } from '@sallyport/core';
import { alertFor, encodeAlert } from '../alerts.ts';
import { Association } from '../association.ts';
import { checkCredentials, type DtlsCredentials } from '../credentials.ts';
import { type DtlsErrorCode, fail } from '../errors.ts';
import { encodeMessage, type Fragment, readFragments } from '../handshake/fragment.ts';
import { Inbox } from '../inbox.ts';
import { splitCookie } from '../messages/client-hello.ts';
import { encodeHelloVerifyRequest } from '../messages/server-hello.ts';
import type { DtlsPorts } from '../ports.ts';
import { type DtlsRecord, readRecords } from '../record/codec.ts';
import { RecordWriter } from '../record/protection.ts';
import { CONTENT_TYPE, HANDSHAKE_TYPE } from '../registries.ts';
import { CookieJar } from './cookie-jar.ts';
import { type DtlsServerOptions, type ServerSettings, serverSettings } from './options.ts';
import { type Entry, Peers } from './peers.ts';
import { ServerHandshake } from './server-handshake.ts';

export type DtlsServerPorts = DtlsPorts & { readonly transmit: (datagram: Uint8Array, peer: string) => void };

/**
 * message_seq of a ClientHello with a cookie is the number of hellos before it: one, or more when cookies went stale.
 */
const MAX_HELLOS = 16;
/** ServerHello goes on where the ClientHello's record number stands (RFC 6347 §4.2.1), which must leave room. */
const MAX_FIRST_SEQUENCE = 2 ** 40;

export class DtlsServer {
  readonly #settings: ServerSettings;
  readonly #ports: DtlsServerPorts;
  readonly #cookies: CookieJar;
  readonly #peers: Peers;
  readonly #inbox = new Inbox<{ readonly datagram: Uint8Array; readonly peer: string }>((item) => this.#take(item));

  /** @throws E_DTLS_ARGUMENT, E_DTLS_NOT_SUPPORTED */
  constructor(options: DtlsServerOptions, ports: DtlsServerPorts) {
    this.#settings = serverSettings(options);
    this.#ports = ports;
    const { clock, random } = ports;
    this.#cookies = new CookieJar({ clock, random, lifetime: this.#settings.cookieLifetime });
    this.#peers = new Peers(this.#settings);
  }

  /** Takes a datagram from `peer`. Never throws for what is in it. */
  receive(datagram: Uint8Array, peer: string): void {
    this.#inbox.put({ datagram, peer });
  }

  /** Ends the associations with one peer, or with all. */
  close(peer?: string): void {
    for (const association of this.#peers.associations(peer)) association.close();
  }

  /** Associations whose handshake is done. */
  get sessions(): number {
    return this.#peers.established;
  }

  /** Handshakes under way. */
  get handshakes(): number {
    return this.#peers.handshakes;
  }

  #take({ datagram, peer }: { readonly datagram: Uint8Array; readonly peer: string }): void {
    for (const record of readRecords(datagram, (code) => this.#discard(code, peer))) {
      const dropped = this.#route(record, peer);
      if (dropped !== undefined) this.#discard(dropped, peer);
    }
  }

  #route(record: DtlsRecord, peer: string): DtlsErrorCode | undefined {
    if (record.epoch === 0 && record.type === CONTENT_TYPE.handshake) {
      const hello = this.#clientHelloOf(record, peer);
      if (hello !== undefined) return this.#takeHello(hello, record, peer);
    }
    const handshake = this.#peers.handshakeOf(peer)?.association;
    const established = this.#peers.establishedOf(peer)?.association;
    // Without an association there is nobody to ask and nothing to say.
    if (handshake === undefined)
      return established === undefined ? 'E_DTLS_NO_ASSOCIATION' : established.receive(record);
    if (record.epoch === 0 || established === undefined) return handshake.receive(record);
    // Both have an epoch 1, and number their records alike. What is not of the old association may be of the new one.
    return established.owns(record) ? established.receive(record) : handshake.receive(record);
  }

  /** The ClientHello that a record begins with. */
  #clientHelloOf(record: DtlsRecord, peer: string): Fragment | undefined {
    if (record.fragment[0] !== HANDSHAKE_TYPE.clientHello) return undefined;
    return readFragments(record.fragment, (code) => this.#discard(code, peer))[0];
  }

  #takeHello(hello: Fragment, record: DtlsRecord, peer: string): DtlsErrorCode | undefined {
    if (hello.bytes.length !== hello.length) return 'E_DTLS_CLIENT_HELLO_FRAGMENTED';
    if (hello.sequence >= MAX_HELLOS) return 'E_DTLS_MESSAGE_SEQUENCE';
    if (record.sequence > MAX_FIRST_SEQUENCE) return 'E_DTLS_RECORD_LENGTH';
    const parts = splitCookie(hello.bytes);
    if (parts === undefined) return 'E_DTLS_MALFORMED_HELLO';
    const isSame = (entry: Entry | undefined) => entry !== undefined && bytesEqual(entry.clientRandom, parts.random);
    const handshake = this.#peers.handshakeOf(peer);
    if (isSame(handshake)) return handshake?.association.receive(record);
    if (isSame(this.#peers.establishedOf(peer))) return 'E_DTLS_MESSAGE_REPEATED';
    if (!this.#cookies.isOurs(parts.cookie, peer, parts.bound)) {
      this.#challenge(hello, record, peer, parts.bound);
      return parts.cookie.length === 0 ? undefined : 'E_DTLS_COOKIE';
    }
    return this.#begin(hello, record, peer, parts.random);
  }

  /** Everything in the answer is taken from the question, so nothing has to be remembered. */
  #challenge(hello: Fragment, record: DtlsRecord, peer: string, bound: Uint8Array): void {
    const body = encodeHelloVerifyRequest(this.#cookies.bake(peer, bound));
    const message = encodeMessage({ type: HANDSHAKE_TYPE.helloVerifyRequest, sequence: hello.sequence, body });
    this.#ports.transmit(new RecordWriter(0, undefined, record.sequence).write(CONTENT_TYPE.handshake, message), peer);
  }

  #begin(hello: Fragment, record: DtlsRecord, peer: string, random: Uint8Array): DtlsErrorCode | undefined {
    const credentials = this.#credentialsFor(peer);
    if (credentials === undefined) return 'E_DTLS_PEER_UNWANTED';
    if (isSallyportError(credentials)) {
      this.#refuse(record, peer, credentials);
      return 'E_DTLS_INTERNAL';
    }
    if (!this.#peers.makeRoom(peer)) {
      this.#refuse(record, peer, fail('E_DTLS_CAPACITY', 'all associations are in use'));
      return 'E_DTLS_CAPACITY';
    }
    const entry = this.#newEntry(hello, record, peer, { random: Uint8Array.from(random), credentials });
    this.#peers.begin(entry);
    return entry.association.receive(record);
  }

  /** A fault of the caller's shows where failures are told, and must not stop the server for others. */
  #credentialsFor(peer: string): DtlsCredentials | SallyportError | undefined {
    try {
      const credentials = this.#settings.credentials(peer);
      if (credentials !== undefined) checkCredentials(credentials, 'server');
      return credentials;
    } catch (cause) {
      return fail('E_DTLS_INTERNAL', `no usable credentials: ${reasonOf(cause)}`, { cause });
    }
  }

  #newEntry(
    hello: Fragment,
    record: DtlsRecord,
    peer: string,
    { random, credentials }: { readonly random: Uint8Array; readonly credentials: DtlsCredentials },
  ): Entry {
    const association = new Association({
      peer,
      ports: this.#ports,
      limits: this.#settings.limits,
      transmit: (datagram) => this.#ports.transmit(datagram, peer),
      role: (link) => new ServerHandshake(this.#settings, credentials, link, hello.sequence),
      nextMessage: hello.sequence,
      firstSequence: record.sequence,
      established: (session) => {
        this.#peers.promote(entry);
        return this.#settings.accepted(session);
      },
      failed: (error) => this.#settings.failed(peer, error),
      ended: () => this.#peers.remove(entry),
    });
    const entry: Entry = { peer, clientRandom: random, association };
    return entry;
  }

  #refuse(record: DtlsRecord, peer: string, error: SallyportError): void {
    const alert = alertFor(error.code);
    if (alert !== 'none') {
      const writer = new RecordWriter(0, undefined, record.sequence);
      this.#ports.transmit(writer.write(CONTENT_TYPE.alert, encodeAlert('fatal', alert)), peer);
    }
    this.#settings.failed(peer, error);
  }

  #discard(code: DtlsErrorCode, peer: string): void {
    this.#ports.discarded?.(code, peer);
  }
}
