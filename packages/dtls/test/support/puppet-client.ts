/** A scripted client before a server of ours. */

import { type SallyportError, type Secret, seededRandom, VirtualTime } from '@sallyport/core';
import { vector } from '../../src/bytes.ts';
import { type DtlsCredentials, DtlsServer, type DtlsServerOptions } from '../../src/index.ts';
import { type ClientHello, encodeClientHello } from '../../src/messages/client-hello.ts';
import { decodeHelloVerifyRequest, decodeServerHello } from '../../src/messages/server-hello.ts';
import { CIPHER_SUITES } from '../../src/suites.ts';
import { IDENTITY, KEY, PEER, PSK, SideLog } from './pair.ts';
import { Puppet, premasterOf } from './puppet.ts';

export const SUITE = 'TLS_PSK_WITH_AES_128_CCM_8';
const EMPTY = new Uint8Array(0);

export class PuppetClient extends Puppet {
  readonly time = new VirtualTime();
  readonly log = new SideLog();
  readonly failures: SallyportError[] = [];
  readonly server: DtlsServer;
  readonly peer: string;

  constructor(
    options: {
      readonly credentials?: DtlsCredentials | undefined;
      readonly server?: Partial<DtlsServerOptions>;
      /** In front of a server that has others already. */
      readonly shared?: { readonly server: DtlsServer; readonly peer: string };
      /** Where the server's datagrams go; to this puppet unless told. */
      readonly route?: (datagram: Uint8Array, peer: string) => void;
    } = {},
  ) {
    super('client', (datagram) => this.server.receive(datagram, this.peer));
    const { time, log } = this;
    this.peer = options.shared?.peer ?? PEER;
    const credentials = 'credentials' in options ? options.credentials : PSK;
    this.server =
      options.shared?.server ??
      new DtlsServer(
        {
          credentials: () => credentials,
          accepted: (session) => {
            log.session = session;
            return log.listener();
          },
          failed: (_peer, error) => this.failures.push(error),
          ...options.server,
        },
        {
          clock: time,
          timer: time,
          random: seededRandom('server under test'),
          transmit: options.route ?? ((datagram) => this.take(datagram)),
          discarded: (code) => log.discarded.push(code),
        },
      );
  }

  get failure(): string | undefined {
    return this.failures.at(-1)?.code;
  }

  helloBody(change: Partial<ClientHello> = {}): Uint8Array {
    return encodeClientHello({
      version: 0xfefd,
      random: this.clientRandom,
      sessionId: EMPTY,
      cookie: EMPTY,
      suites: [CIPHER_SUITES[SUITE].id],
      compressionMethods: Uint8Array.of(0),
      extensions: new Map(),
      ...change,
    });
  }

  /** Says hello, and again with the cookie that it is given. */
  hello(change: Partial<ClientHello> = {}): void {
    this.say('clientHello', this.helloBody(change), { untold: true });
    this.say('clientHello', this.helloBody({ ...change, cookie: this.cookie() }));
    if (this.has('serverHello')) this.serverRandom = decodeServerHello(this.last('serverHello').body).random;
  }

  cookie(): Uint8Array {
    return decodeHelloVerifyRequest(this.last('helloVerifyRequest').body);
  }

  keyExchange(identity: Uint8Array = IDENTITY, key: Secret = KEY): void {
    this.say('clientKeyExchange', vector(2, identity));
    this.prepareKeys(SUITE, premasterOf(key), false);
  }

  /** The whole of a handshake with a pre-shared key. */
  connect(): void {
    this.hello();
    this.keyExchange();
    this.changeCipherSpec();
    this.finished();
  }
}
