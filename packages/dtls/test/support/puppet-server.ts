/** A scripted server behind a client of ours. */

import { seededRandom, VirtualTime } from '@sallyport/core';
import { DtlsClient, type DtlsClientOptions } from '../../src/index.ts';
import { type ClientHello, decodeClientHello } from '../../src/messages/client-hello.ts';
import { hasExtendedMasterSecret } from '../../src/messages/extensions.ts';
import { encodeHelloVerifyRequest, encodeServerHello, type ServerHello } from '../../src/messages/server-hello.ts';
import { CIPHER_SUITES, type CipherSuiteName } from '../../src/suites.ts';
import { KEY, PSK, SideLog } from './pair.ts';
import { Puppet, premasterOf } from './puppet.ts';
import { SUITE } from './puppet-client.ts';

const EMPTY = new Uint8Array(0);

export class PuppetServer extends Puppet {
  readonly time = new VirtualTime();
  readonly log = new SideLog();
  readonly client: DtlsClient;
  readonly outcome: Promise<void>;

  constructor(options: Partial<DtlsClientOptions> = {}, seed = 'client under test') {
    super('server', (datagram) => this.client.receive(datagram));
    const { time, log } = this;
    this.client = new DtlsClient(
      { credentials: PSK, ...options },
      {
        clock: time,
        timer: time,
        random: seededRandom(seed),
        transmit: (datagram) => this.take(datagram),
        discarded: (code) => log.discarded.push(code),
      },
    );
    this.outcome = this.client.connect(log.listener()).then(
      (session) => {
        log.session = session;
      },
      (error) => {
        log.error = error;
      },
    );
  }

  /** The code that the client's handshake failed with. */
  async failure(): Promise<string | undefined> {
    await this.time.advance(0);
    return this.log.error?.code;
  }

  clientHello(): ClientHello {
    const hello = decodeClientHello(this.last('clientHello').body);
    this.clientRandom = hello.random;
    return hello;
  }

  helloVerify(cookie: Uint8Array = Uint8Array.of(1, 2, 3)): void {
    this.transcript = [];
    this.say('helloVerifyRequest', encodeHelloVerifyRequest(cookie), { untold: true });
  }

  serverHello(change: Partial<ServerHello> = {}): void {
    this.clientHello();
    const hello = {
      version: 0xfefd,
      random: this.serverRandom,
      sessionId: EMPTY,
      suite: CIPHER_SUITES[SUITE].id,
      compressionMethod: 0,
      extensions: new Map<number, Uint8Array>(),
      ...change,
    };
    this.extended = hasExtendedMasterSecret(hello.extensions);
    this.say('serverHello', encodeServerHello(hello));
  }

  extended = false;

  serverHelloDone(): void {
    this.say('serverHelloDone', EMPTY);
  }

  /**
   * Before the client's flight comes, the keys must be known to read its Finished: for a plain master secret they can
   * be.
   */
  prepare(suite: CipherSuiteName = SUITE): void {
    this.prepareKeys(suite, premasterOf(KEY), this.extended);
  }

  /** The whole of a handshake with a pre-shared key. */
  connect(): void {
    this.serverHello();
    this.prepare();
    this.serverHelloDone();
    this.changeCipherSpec();
    this.finished();
  }
}
