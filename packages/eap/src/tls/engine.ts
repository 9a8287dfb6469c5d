/**
 * One TLS connection without a socket: flights in, flights out. OpenSSL does the TLS, through node:tls on a {@link Wire}.
 *
 * node:tls works in steps between which the event loop turns. All of them are within the process and none waits for
 * anything outside, so a connection that did nothing for a few turns will do nothing until it is given more.
 */

import { connect, type SecureContext, TLSSocket } from 'node:tls';
import { plain, Secret } from '@sallyport/core';
import { type AlertName, plainAlert, sealedAlert } from './alerts.ts';
import type { TlsVersion } from './context.ts';
import { changesCipher, readHello } from './hello.ts';
import { presentedChain } from './presented-chain.ts';
import type { Stapler } from './stapler.ts';
import { Wire } from './wire.ts';

export interface EngineOptions {
  readonly side: 'client' | 'server';
  readonly context: SecureContext;
  /** Client: the name to ask for (RFC 6066 §3). */
  readonly serverName?: string | undefined;
  /** Client: a session to resume. */
  readonly session?: Uint8Array | undefined;
  /** Server: staples responses of OCSP. */
  readonly stapler?: Stapler | undefined;
}

/** The state of a handshake that is done. */
export interface SecuredTls {
  readonly version: TlsVersion;
  /** DER as the other side sent it, end entity first. Of a resumed session the end entity alone. */
  readonly chain: readonly Uint8Array[];
  readonly isResumed: boolean;
  /** Client: what the server stapled. */
  readonly stapledOcsp: Uint8Array | undefined;
}

/** Turns of the event loop after which a connection that did nothing is at rest; it uses two between any two acts. */
const QUIET_TURNS = 4;
/** An estimate, in bytes, of what OpenSSL and node keep for one connection; see the README for the measurement. */
export const ENGINE_MEMORY = 96 << 10;

/** The traffic secret under which an alert in place of the own last flight is sent. */
const ALERT_SECRET = { server: 'SERVER_TRAFFIC_SECRET_0', client: 'CLIENT_HANDSHAKE_TRAFFIC_SECRET' } as const;

export class TlsEngine {
  readonly #side: EngineOptions['side'];
  readonly #wire = new Wire();
  readonly #socket: TLSSocket;
  #events = 0;
  #secured: SecuredTls | undefined;
  #error: Error | undefined;
  #received: Uint8Array[] = [];
  #alertSecret: Secret | undefined;
  #suite = 0;
  #clientRandom: Uint8Array | undefined;
  #serverRandom: Uint8Array | undefined;
  #isEncrypting = false;
  #isEnded = false;
  #stapledOcsp: Uint8Array | undefined;
  #tickets: Uint8Array[] = [];

  constructor(options: EngineOptions) {
    this.#side = options.side;
    const common = { secureContext: options.context, rejectUnauthorized: false } as const;
    this.#socket =
      options.side === 'server'
        ? new TLSSocket(this.#wire, {
            ...common,
            isServer: true,
            requestCert: true,
            ...(options.stapler === undefined ? {} : { server: options.stapler.server }),
          })
        : connect({
            ...common,
            socket: this.#wire,
            servername: options.serverName ?? '',
            requestOCSP: true,
            checkServerIdentity: () => undefined,
            ...(options.session === undefined ? {} : { session: Buffer.from(options.session) }),
          });
    this.#listen();
  }

  get secured(): SecuredTls | undefined {
    return this.#secured;
  }
  /** Why the connection failed. */
  get error(): Error | undefined {
    return this.#error;
  }
  /** The other side said close_notify. */
  get isEnded(): boolean {
    return this.#isEnded;
  }
  /** Of TLS 1.2's hellos (RFC 5216 §2.3). */
  get randoms(): { readonly client: Uint8Array; readonly server: Uint8Array } | undefined {
    if (this.#clientRandom === undefined || this.#serverRandom === undefined) return undefined;
    return { client: this.#clientRandom, server: this.#serverRandom };
  }
  /** The cipher suite that the server chose; 0 before. */
  get suite(): number {
    return this.#suite;
  }
  /** RFC 5929 §3.1: the first Finished message of a handshake of TLS 1.2. */
  get tlsUnique(): Uint8Array | undefined {
    if (this.#secured?.version !== 'TLSv1.2') return undefined;
    const isClients = !this.#secured.isResumed;
    const isOwn = isClients === (this.#side === 'client');
    const finished = isOwn ? this.#socket.getFinished() : this.#socket.getPeerFinished();
    // On a connection that is gone node gives null, which its types do not say.
    return finished instanceof Uint8Array ? plain(finished) : undefined;
  }
  /** Client: sessions that can be resumed, newest last. */
  get tickets(): readonly Uint8Array[] {
    return this.#tickets;
  }

  /** Gives TLS a flight of the other side, or lets it begin. The own flight comes back, empty when there is none. */
  async advance(flight?: Uint8Array): Promise<Uint8Array> {
    if (flight !== undefined && flight.length > 0) {
      this.#read(flight);
      this.#wire.deliver(flight);
    }
    return this.#settle();
  }

  /** Sends application data; gives the flight that carries it. */
  send(data: Uint8Array): Promise<Uint8Array> {
    this.#socket.write(data);
    return this.#settle();
  }

  /** Says close_notify. */
  end(): Promise<Uint8Array> {
    if (!this.#socket.destroyed) this.#socket.end();
    return this.#settle();
  }

  /** Application data since the last call, by records. */
  take(): readonly Uint8Array[] {
    const received = this.#received;
    this.#received = [];
    return received;
  }

  /** RFC 5705, RFC 8446 §7.5. TLS 1.2 tells an absent context from an empty one. */
  exportKey(label: string, length: number, context?: Uint8Array): Secret {
    // The type declarations know no absent context.
    const given = context === undefined ? [length, label] : [length, label, Buffer.from(context)];
    const exported: Buffer = Reflect.apply(this.#socket.exportKeyingMaterial, this.#socket, given);
    const secret = Secret.of(exported);
    exported.fill(0);
    return secret;
  }

  /** The flight to send in place of the last one, which must not have been sent; undefined when none would be understood. */
  alertFlight(name: AlertName): Uint8Array | undefined {
    if (this.#alertSecret !== undefined) return sealedAlert(name, this.#alertSecret, this.#suite);
    return this.#isEncrypting ? undefined : plainAlert(name);
  }

  close(): void {
    this.#alertSecret?.wipe();
    this.#socket.destroy();
    this.#wire.destroy();
  }

  #listen(): void {
    const socket = this.#socket;
    const secure = this.#side === 'server' ? 'secure' : 'secureConnect';
    socket.on(secure, () => {
      this.#events++;
      this.#secured = {
        version: socket.getProtocol() === 'TLSv1.3' ? 'TLSv1.3' : 'TLSv1.2',
        chain: presentedChain(socket),
        isResumed: socket.isSessionReused(),
        stapledOcsp: this.#stapledOcsp,
      };
    });
    socket.on('data', (data: Uint8Array) => {
      this.#events++;
      this.#received.push(plain(data));
    });
    socket.on('OCSPResponse', (response: Buffer | null) => {
      this.#events++;
      this.#stapledOcsp = response === null ? undefined : Uint8Array.from(response);
    });
    socket.on('end', () => {
      this.#events++;
      this.#isEnded = true;
    });
    socket.on('error', (error: Error) => {
      this.#events++;
      this.#error ??= error;
    });
    socket.on('keylog', (line: Buffer) => {
      const label = `${ALERT_SECRET[this.#side]} `;
      // Most lines are of other secrets, and need not be turned into text.
      if (line.toString('latin1', 0, label.length) === label) {
        const value = line.toString('latin1', line.lastIndexOf(' ') + 1).trimEnd();
        this.#alertSecret = Secret.of(Buffer.from(value, 'hex'));
      }
      line.fill(0);
    });
    socket.on('session', (session: Buffer) => {
      this.#events++;
      this.#tickets.push(Uint8Array.from(session));
    });
    this.#wire.on('error', () => {});
  }

  async #settle(): Promise<Uint8Array> {
    let seen = -1;
    for (let quiet = 0; quiet < QUIET_TURNS; quiet++) {
      const activity = this.#events + this.#wire.writes;
      if (activity !== seen) quiet = 0;
      seen = activity;
      await turn();
    }
    const flight = this.#wire.drain();
    this.#read(flight);
    // Once secured, the flight is held back for the judge, and an alert may still go in its place.
    if (this.#secured === undefined && changesCipher(flight)) this.#isEncrypting = true;
    return flight;
  }

  #read(flight: Uint8Array): void {
    if (this.#secured !== undefined) return;
    const hello = readHello(flight);
    if (hello?.kind === 'client') this.#clientRandom = hello.random;
    if (hello?.kind === 'server') {
      this.#serverRandom = hello.random;
      this.#suite = hello.suite ?? 0;
    }
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
