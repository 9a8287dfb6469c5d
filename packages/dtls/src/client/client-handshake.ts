/**
 * The client's state machine (RFC 6347 §4.2.4, figure 1):
 *
 *     → ClientHello, and again with the cookie
 *     ← HelloVerifyRequest
 *     ← ServerHello [Certificate] [ServerKeyExchange] [CertificateRequest] ServerHelloDone
 *     → [Certificate] ClientKeyExchange [CertificateVerify] ChangeCipherSpec Finished
 *     ← ChangeCipherSpec Finished
 */

import { concat } from '@sallyport/core';
import { ByteReader } from '../bytes.ts';
import { certificateTypeOf, type PeerIdentity } from '../credentials.ts';
import { EcJpake } from '../ecjpake/index.ts';
import { fail } from '../errors.ts';
import type { FlightPart } from '../handshake/flight.ts';
import type { HandshakeMessage } from '../handshake/fragment.ts';
import type { HandshakeLink, HandshakeRole } from '../handshake/role.ts';
import { Transcript } from '../handshake/transcript.ts';
import { EcdheClient } from '../key-exchange/ecdhe.ts';
import { EcjpakeClient } from '../key-exchange/ecjpake.ts';
import { type ClientKeyExchange, KEY_EXCHANGES } from '../key-exchange/key-exchange.ts';
import { PskClient } from '../key-exchange/psk.ts';
import { KeySchedule } from '../key-schedule.ts';
import { type CertificateRequest, decodeCertificate, decodeCertificateRequest } from '../messages/certificate.ts';
import { type ClientHello, encodeClientHello, RANDOM_LENGTH } from '../messages/client-hello.ts';
import { type Extensions, hasExtendedMasterSecret } from '../messages/extensions.ts';
import { decodeHelloVerifyRequest, decodeServerHello, type ServerHello } from '../messages/server-hello.ts';
import { EXTENSION, HANDSHAKE_TYPE, handshakeName } from '../registries.ts';
import type { CipherSuite } from '../suites.ts';
import { judgePeer, type TrustedPeer } from '../trust.ts';
import { checkAnswer, offer } from './offer.ts';
import type { ClientSettings } from './options.ts';
import { ownProof } from './own-proof.ts';

/** A cookie may go stale on its way once or twice; a server that never takes one is none. */
const MAX_COOKIES = 4;

/** What ServerHello settled. */
interface Agreement {
  readonly suite: CipherSuite;
  readonly serverRandom: Uint8Array;
  readonly extendedMasterSecret: boolean;
  /** The extensions of ServerHello. */
  readonly answer: Extensions;
}

type ServerMessage =
  | 'helloVerifyRequest'
  | 'serverHello'
  | 'certificate'
  | 'serverKeyExchange'
  | 'certificateRequest'
  | 'serverHelloDone'
  | 'finished';

export class ClientHandshake implements HandshakeRole {
  readonly side = 'client';
  readonly #settings: ClientSettings;
  readonly #link: HandshakeLink;
  readonly #transcript = new Transcript(0);
  readonly #hello: ClientHello;
  readonly #ecjpake: EcJpake | undefined;
  readonly #handlers: Readonly<Record<ServerMessage, (message: HandshakeMessage) => void>> = {
    helloVerifyRequest: (message) => this.#takeCookie(message),
    serverHello: (message) => this.#takeServerHello(message),
    certificate: (message) => this.#takeCertificate(message),
    serverKeyExchange: (message) => this.#takeServerKeyExchange(message),
    certificateRequest: (message) => this.#takeCertificateRequest(message),
    serverHelloDone: (message) => this.#takeServerHelloDone(message),
    finished: (message) => this.#takeFinished(message),
  };
  #due: readonly ServerMessage[] = ['helloVerifyRequest', 'serverHello'];
  #cookies = 0;
  #agreement: Agreement | undefined;
  #exchange: ClientKeyExchange | undefined;
  #server: TrustedPeer | undefined;
  #request: CertificateRequest | undefined;
  #keys: KeySchedule | undefined;

  constructor(settings: ClientSettings, link: HandshakeLink) {
    this.#settings = settings;
    this.#link = link;
    const { credentials } = settings;
    const { random } = link.ports;
    if (credentials.type === 'ecjpake') {
      this.#ecjpake = new EcJpake({ role: 'client', password: credentials.password, random });
    }
    // Made once: the server's cookie stands for the whole hello, round one included.
    this.#hello = offer(settings, random.bytes(RANDOM_LENGTH), this.#ecjpake?.writeRoundOne());
  }

  start(): void {
    this.#sayHello(this.#hello);
  }

  receive(message: HandshakeMessage): void {
    const name = this.#due.find((each) => HANDSHAKE_TYPE[each] === message.type);
    if (name === undefined) {
      throw fail(
        'E_DTLS_UNEXPECTED_MESSAGE',
        `${handshakeName(message.type)} came where ${this.#due.join(' or ')} is due`,
      );
    }
    this.#handlers[name](message);
  }

  abandon(): void {
    this.#keys?.wipe();
  }

  #sayHello(hello: ClientHello): void {
    this.#link.send([this.#transcript.write(HANDSHAKE_TYPE.clientHello, encodeClientHello(hello))]);
  }

  #takeCookie({ body }: HandshakeMessage): void {
    const cookie = decodeHelloVerifyRequest(body);
    if (++this.#cookies > MAX_COOKIES)
      throw fail('E_DTLS_HELLO_VERIFY_REPEATED', 'the server takes no cookie of its own');
    this.#transcript.restart();
    this.#sayHello({ ...this.#hello, cookie });
  }

  #takeServerHello(message: HandshakeMessage): void {
    this.#transcript.read(message);
    const answer = decodeServerHello(message.body);
    const suite = checkAnswer(this.#hello, answer, this.#settings.credentials);
    const extendedMasterSecret = hasExtendedMasterSecret(answer.extensions);
    if (!extendedMasterSecret && this.#settings.requireExtendedMasterSecret) {
      throw fail('E_DTLS_EXTENDED_MASTER_SECRET', 'the server does not use the extended master secret');
    }
    this.#agreement = { suite, serverRandom: answer.random, extendedMasterSecret, answer: answer.extensions };
    const needs = KEY_EXCHANGES[suite.keyExchange];
    if (needs.certificates) {
      this.#due = ['certificate'];
      return;
    }
    this.#exchange = this.#ecjpake === undefined ? this.#psk() : this.#readRoundOne(this.#ecjpake, answer);
    this.#due =
      needs.serverKeyExchange === 'required' ? ['serverKeyExchange'] : ['serverKeyExchange', 'serverHelloDone'];
  }

  #psk(): PskClient {
    const { credentials } = this.#settings;
    if (credentials.type !== 'psk')
      throw fail('E_DTLS_INTERNAL', 'a suite was offered that does not fit the credentials');
    return new PskClient(credentials);
  }

  #readRoundOne(exchange: EcJpake, { extensions }: ServerHello): EcjpakeClient {
    const roundOne = extensions.get(EXTENSION.ecjpakeKeyKpPair);
    if (roundOne === undefined) throw fail('E_DTLS_ECJPAKE_EXTENSION', 'ServerHello lacks ecjpake_key_kp_pair');
    exchange.readRoundOne(roundOne);
    return new EcjpakeClient(exchange);
  }

  #takeCertificate(message: HandshakeMessage): void {
    this.#transcript.read(message);
    const credentials = this.#certificates();
    const entries = decodeCertificate(message.body, certificateTypeOf(credentials));
    const { serverName } = this.#settings;
    this.#server = judgePeer(credentials, entries, { peer: this.#link.peer, role: 'server', serverName });
    const randoms = concat(this.#hello.random, this.#agreed().serverRandom);
    this.#exchange = new EcdheClient({ random: this.#link.ports.random, serverKey: this.#server.key, randoms });
    this.#due = ['serverKeyExchange'];
  }

  #takeServerKeyExchange(message: HandshakeMessage): void {
    this.#transcript.read(message);
    this.#exchanged().readServer(message.body);
    this.#due = this.#server === undefined ? ['serverHelloDone'] : ['certificateRequest', 'serverHelloDone'];
  }

  #takeCertificateRequest(message: HandshakeMessage): void {
    this.#transcript.read(message);
    this.#request = decodeCertificateRequest(message.body);
    this.#due = ['serverHelloDone'];
  }

  #takeServerHelloDone(message: HandshakeMessage): void {
    this.#transcript.read(message);
    new ByteReader(message.body, 'ServerHelloDone').finish();
    const exchange = this.#exchanged();
    const { suite, serverRandom, extendedMasterSecret, answer } = this.#agreed();
    const proof = this.#request === undefined ? undefined : ownProof(this.#certificates(), this.#request, answer);
    const parts: FlightPart[] = [];
    if (proof !== undefined) parts.push(this.#transcript.write(HANDSHAKE_TYPE.certificate, proof.certificate));
    parts.push(this.#transcript.write(HANDSHAKE_TYPE.clientKeyExchange, exchange.write()));
    const keys = new KeySchedule({
      suite,
      premaster: exchange.premaster(),
      clientRandom: this.#hello.random,
      serverRandom,
      sessionHash: extendedMasterSecret ? this.#transcript.hash() : undefined,
    });
    this.#keys = keys;
    if (proof?.verify !== undefined) {
      const signed = proof.verify(this.#transcript.bytes());
      parts.push(this.#transcript.write(HANDSHAKE_TYPE.certificateVerify, signed));
    }
    this.#link.prepareKeys(keys);
    const verifyData = keys.verifyData('client', this.#transcript.hash());
    parts.push({ kind: 'change-cipher-spec', epoch: 0 });
    parts.push(this.#transcript.write(HANDSHAKE_TYPE.finished, verifyData, 1));
    this.#due = ['finished'];
    this.#link.expectFinished();
    this.#link.send(parts);
  }

  #takeFinished({ body }: HandshakeMessage): void {
    const { keys, identity } = this.#finished();
    keys.checkFinished('server', this.#transcript.hash(), body);
    const { suite, extendedMasterSecret } = this.#agreed();
    this.#link.finish({ suite, keys, peerIdentity: identity, extendedMasterSecret });
  }

  #finished(): { readonly keys: KeySchedule; readonly identity: PeerIdentity } {
    const { credentials } = this.#settings;
    if (this.#keys === undefined) throw fail('E_DTLS_INTERNAL', 'there are no keys yet');
    if (credentials.type === 'psk')
      return { keys: this.#keys, identity: { type: 'psk', identity: credentials.identity } };
    return { keys: this.#keys, identity: this.#server?.identity ?? { type: 'ecjpake' } };
  }

  #agreed(): Agreement {
    if (this.#agreement === undefined) throw fail('E_DTLS_INTERNAL', 'nothing is agreed yet');
    return this.#agreement;
  }

  #exchanged(): ClientKeyExchange {
    if (this.#exchange === undefined) throw fail('E_DTLS_INTERNAL', 'no key exchange is under way');
    return this.#exchange;
  }

  #certificates() {
    const { credentials } = this.#settings;
    if (credentials.type === 'certificate' || credentials.type === 'raw-public-key') return credentials;
    throw fail('E_DTLS_INTERNAL', 'a suite was offered that does not fit the credentials');
  }
}
