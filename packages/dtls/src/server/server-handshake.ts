/**
 * The server's state machine, from a ClientHello whose cookie was good (RFC 6347 §4.2.4, figure 1):
 *
 *     ← ClientHello
 *     → ServerHello [Certificate] [ServerKeyExchange] [CertificateRequest] ServerHelloDone
 *     ← [Certificate] ClientKeyExchange [CertificateVerify] ChangeCipherSpec Finished
 *     → ChangeCipherSpec Finished: the final flight, kept, and sent again when the client repeats its own
 */

import { concat } from '@sallyport/core';
import { ByteReader } from '../bytes.ts';
import { certificateTypeOf, type DtlsCredentials, ownEntries, type PeerIdentity } from '../credentials.ts';
import { EcJpake } from '../ecjpake/index.ts';
import { fail } from '../errors.ts';
import type { HandshakeMessage } from '../handshake/fragment.ts';
import type { HandshakeLink, HandshakeRole } from '../handshake/role.ts';
import { Transcript } from '../handshake/transcript.ts';
import { EcdheServer } from '../key-exchange/ecdhe.ts';
import { EcjpakeServer } from '../key-exchange/ecjpake.ts';
import type { ServerKeyExchange } from '../key-exchange/key-exchange.ts';
import { PskServer } from '../key-exchange/psk.ts';
import { KeySchedule } from '../key-schedule.ts';
import {
  decodeCertificate,
  encodeCertificate,
  encodeCertificateRequest,
  readDigitallySigned,
} from '../messages/certificate.ts';
import { type ClientHello, decodeClientHello, RANDOM_LENGTH } from '../messages/client-hello.ts';
import { readSignatureSchemes } from '../messages/extensions.ts';
import { encodeServerHello } from '../messages/server-hello.ts';
import { COMPRESSION_NULL, EXTENSION, HANDSHAKE_TYPE, handshakeName, VERSION } from '../registries.ts';
import { findScheme, verifyWith } from '../signatures.ts';
import { judgePeer, type TrustedPeer } from '../trust.ts';
import { type Choice, choose } from './choice.ts';
import type { ServerSettings } from './options.ts';

/** What ClientHello and ServerHello settled. */
interface Agreement extends Choice {
  readonly clientRandom: Uint8Array;
  readonly serverRandom: Uint8Array;
  readonly exchange: ServerKeyExchange;
}

type ClientMessage = 'clientHello' | 'certificate' | 'clientKeyExchange' | 'certificateVerify' | 'finished';

export class ServerHandshake implements HandshakeRole {
  readonly side = 'server';
  readonly #settings: ServerSettings;
  readonly #credentials: DtlsCredentials;
  readonly #link: HandshakeLink;
  readonly #transcript: Transcript;
  readonly #handlers: Readonly<Record<ClientMessage, (message: HandshakeMessage) => void>> = {
    clientHello: (message) => this.#takeClientHello(message),
    certificate: (message) => this.#takeCertificate(message),
    clientKeyExchange: (message) => this.#takeClientKeyExchange(message),
    certificateVerify: (message) => this.#takeCertificateVerify(message),
    finished: (message) => this.#takeFinished(message),
  };
  #due: ClientMessage = 'clientHello';
  #agreement: Agreement | undefined;
  #client: TrustedPeer | undefined;
  #keys: KeySchedule | undefined;

  /** @param firstMessage - message_seq of ServerHello */
  constructor(settings: ServerSettings, credentials: DtlsCredentials, link: HandshakeLink, firstMessage: number) {
    this.#settings = settings;
    this.#credentials = credentials;
    this.#link = link;
    this.#transcript = new Transcript(firstMessage);
  }

  receive(message: HandshakeMessage): void {
    if (message.type !== HANDSHAKE_TYPE[this.#due]) {
      throw fail('E_DTLS_UNEXPECTED_MESSAGE', `${handshakeName(message.type)} came where ${this.#due} is due`);
    }
    this.#handlers[this.#due](message);
  }

  abandon(): void {
    this.#keys?.wipe();
  }

  #takeClientHello(message: HandshakeMessage): void {
    this.#transcript.read(message);
    const hello = decodeClientHello(message.body);
    const choice = choose(hello, this.#credentials, this.#settings);
    const serverRandom = this.#link.ports.random.bytes(RANDOM_LENGTH);
    const exchange = this.#beginExchange(hello, serverRandom, choice.extensions);
    this.#agreement = { ...choice, clientRandom: hello.random, serverRandom, exchange };
    this.#sayHello(this.#agreement);
  }

  #beginExchange(hello: ClientHello, serverRandom: Uint8Array, extensions: Map<number, Uint8Array>): ServerKeyExchange {
    const credentials = this.#credentials;
    const { random } = this.#link.ports;
    switch (credentials.type) {
      case 'psk':
        return new PskServer(credentials);
      case 'ecjpake': {
        const roundOne = hello.extensions.get(EXTENSION.ecjpakeKeyKpPair);
        if (roundOne === undefined) throw fail('E_DTLS_ECJPAKE_EXTENSION', 'ClientHello lacks ecjpake_key_kp_pair');
        const exchange = new EcJpake({ role: 'server', password: credentials.password, random });
        exchange.readRoundOne(roundOne);
        extensions.set(EXTENSION.ecjpakeKeyKpPair, exchange.writeRoundOne());
        return new EcjpakeServer(exchange);
      }
      default: {
        const { privateKey } = credentials;
        if (privateKey === undefined) throw fail('E_DTLS_ARGUMENT', 'a server needs a private key');
        // RFC 5246 §7.4.1.4.1: a client without the extension takes SHA-1 only, which this side does not sign with.
        const scheme = findScheme(readSignatureSchemes(hello.extensions) ?? []);
        if (scheme === undefined) throw fail('E_DTLS_SIGNATURE_SCHEME', 'no ECDSA signature scheme in common');
        const randoms = concat(hello.random, serverRandom);
        return new EcdheServer({ random, privateKey, scheme, randoms });
      }
    }
  }

  #sayHello({ suite, serverRandom, extensions, exchange, asksClient }: Agreement): void {
    const hello = {
      version: VERSION.dtls12,
      random: serverRandom,
      // There is no resumption, so there is no session to name.
      sessionId: new Uint8Array(0),
      suite: suite.id,
      compressionMethod: COMPRESSION_NULL,
      extensions,
    };
    const parts = [this.#transcript.write(HANDSHAKE_TYPE.serverHello, encodeServerHello(hello))];
    const certificates = this.#certificates();
    if (certificates !== undefined) {
      const body = encodeCertificate(ownEntries(certificates), certificateTypeOf(certificates));
      parts.push(this.#transcript.write(HANDSHAKE_TYPE.certificate, body));
    }
    const keyExchange = exchange.write();
    if (keyExchange !== undefined) parts.push(this.#transcript.write(HANDSHAKE_TYPE.serverKeyExchange, keyExchange));
    if (asksClient) parts.push(this.#transcript.write(HANDSHAKE_TYPE.certificateRequest, encodeCertificateRequest()));
    parts.push(this.#transcript.write(HANDSHAKE_TYPE.serverHelloDone, new Uint8Array(0)));
    this.#due = asksClient ? 'certificate' : 'clientKeyExchange';
    this.#link.send(parts);
  }

  #takeCertificate(message: HandshakeMessage): void {
    this.#transcript.read(message);
    const credentials = this.#certificates();
    if (credentials === undefined) throw fail('E_DTLS_INTERNAL', 'no certificate was asked for');
    const entries = decodeCertificate(message.body, certificateTypeOf(credentials));
    if (entries.length > 0) {
      this.#client = judgePeer(credentials, entries, { peer: this.#link.peer, role: 'client', serverName: undefined });
    } else if (credentials.clients === 'require') {
      throw fail('E_DTLS_CERTIFICATE_REQUIRED', 'the client shows no certificate');
    }
    this.#due = 'clientKeyExchange';
  }

  #takeClientKeyExchange(message: HandshakeMessage): void {
    this.#transcript.read(message);
    const { suite, exchange, clientRandom, serverRandom, extendedMasterSecret } = this.#agreed();
    const keys = new KeySchedule({
      suite,
      premaster: exchange.readClient(message.body),
      clientRandom,
      serverRandom,
      sessionHash: extendedMasterSecret ? this.#transcript.hash() : undefined,
    });
    this.#keys = keys;
    this.#link.prepareKeys(keys);
    if (this.#client === undefined) this.#awaitFinished();
    else this.#due = 'certificateVerify';
  }

  #takeCertificateVerify(message: HandshakeMessage): void {
    const reader = new ByteReader(message.body, 'CertificateVerify');
    if (this.#client === undefined) throw fail('E_DTLS_INTERNAL', 'no certificate was shown');
    // RFC 5246 §7.4.8: over everything before this message.
    verifyWith(this.#client.key, this.#transcript.bytes(), readDigitallySigned(reader));
    this.#transcript.read(message);
    this.#awaitFinished();
  }

  #awaitFinished(): void {
    this.#due = 'finished';
    this.#link.expectFinished();
  }

  #takeFinished(message: HandshakeMessage): void {
    const keys = this.#keys;
    if (keys === undefined) throw fail('E_DTLS_INTERNAL', 'there are no keys yet');
    keys.checkFinished('client', this.#transcript.hash(), message.body);
    this.#transcript.read(message);
    const verifyData = keys.verifyData('server', this.#transcript.hash());
    const finished = this.#transcript.write(HANDSHAKE_TYPE.finished, verifyData, 1);
    this.#link.send([{ kind: 'change-cipher-spec', epoch: 0 }, finished], 'final');
    const { suite, extendedMasterSecret } = this.#agreed();
    this.#link.finish({ suite, keys, peerIdentity: this.#peerIdentity(), extendedMasterSecret });
  }

  #peerIdentity(): PeerIdentity {
    const { exchange } = this.#agreed();
    if (exchange instanceof EcjpakeServer) return { type: 'ecjpake' };
    if (exchange instanceof PskServer && exchange.identity !== undefined) {
      return { type: 'psk', identity: exchange.identity };
    }
    return this.#client?.identity ?? { type: 'anonymous' };
  }

  #agreed(): Agreement {
    if (this.#agreement === undefined) throw fail('E_DTLS_INTERNAL', 'nothing is agreed yet');
    return this.#agreement;
  }

  #certificates() {
    const { type } = this.#credentials;
    if (type === 'certificate' || type === 'raw-public-key') return this.#credentials;
    return undefined;
  }
}
