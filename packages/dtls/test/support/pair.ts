/** A client and a server of ours on a virtual link, and what happened to them. */

import { type SallyportError, Secret, seededRandom, utf8, VirtualTime } from '@sallyport/core';
import {
  DtlsClient,
  type DtlsClientCredentials,
  type DtlsClientOptions,
  type DtlsClosed,
  type DtlsCredentials,
  type DtlsErrorCode,
  DtlsServer,
  type DtlsServerOptions,
  type DtlsSession,
} from '../../src/index.ts';

export const PEER = '[2001:db8::1]:49191';
export const IDENTITY = utf8('device-1');
export const KEY = Secret.of('sixteen byte key');
export const PSK = { type: 'psk', identity: IDENTITY, key: KEY } as const;
export const ECJPAKE = { type: 'ecjpake', password: Secret.of('J01NME') } as const;

/** What becomes of one datagram: when each of its copies arrives, in milliseconds from now. */
export type Link = (datagram: Uint8Array, direction: 'to-server' | 'to-client') => readonly number[];

/** Everything arrives after a moment. */
export const perfect: Link = () => [1];

export interface PairOptions {
  readonly client?: DtlsClientCredentials;
  readonly server?: DtlsCredentials | undefined;
  readonly clientOptions?: Partial<DtlsClientOptions>;
  readonly serverOptions?: Partial<DtlsServerOptions>;
  readonly link?: Link;
  readonly seed?: string;
}

/** One side's record of events. */
export class SideLog {
  readonly data: Uint8Array[] = [];
  readonly closed: DtlsClosed[] = [];
  readonly discarded: DtlsErrorCode[] = [];
  session: DtlsSession | undefined;
  error: SallyportError | undefined;

  listener() {
    return {
      data: (bytes: Uint8Array) => void this.data.push(Uint8Array.from(bytes)),
      closed: (reason: DtlsClosed) => void this.closed.push(reason),
    };
  }

  get isSettled(): boolean {
    return this.session !== undefined || this.error !== undefined;
  }
}

export class Pair {
  readonly time = new VirtualTime();
  readonly clientLog = new SideLog();
  readonly serverLog = new SideLog();
  readonly client: DtlsClient;
  readonly server: DtlsServer;
  /** Every datagram sent, in order. */
  readonly sent: { readonly direction: 'to-server' | 'to-client'; readonly datagram: Uint8Array }[] = [];

  constructor(options: PairOptions = {}) {
    const { client = PSK, link = perfect, seed = 'pair' } = options;
    const server = 'server' in options ? options.server : client;
    const { time, clientLog, serverLog } = this;
    const carry = (datagram: Uint8Array, direction: 'to-server' | 'to-client') => {
      this.sent.push({ direction, datagram });
      for (const delay of link(datagram, direction)) {
        time.after(delay, () =>
          direction === 'to-server' ? this.server.receive(datagram, PEER) : this.client.receive(datagram),
        );
      }
    };
    this.client = new DtlsClient(
      { credentials: client, ...options.clientOptions },
      {
        clock: time,
        timer: time,
        random: seededRandom(`${seed} client`),
        transmit: (datagram) => carry(datagram, 'to-server'),
        discarded: (code) => clientLog.discarded.push(code),
      },
    );
    this.server = new DtlsServer(
      {
        credentials: () => server,
        accepted: (session) => {
          serverLog.session = session;
          return serverLog.listener();
        },
        failed: (_peer, error) => {
          serverLog.error = error;
        },
        ...options.serverOptions,
      },
      {
        clock: time,
        timer: time,
        random: seededRandom(`${seed} server`),
        transmit: (datagram) => carry(datagram, 'to-client'),
        discarded: (code) => serverLog.discarded.push(code),
      },
    );
  }

  connect(): void {
    this.client.connect(this.clientLog.listener()).then(
      (session) => {
        this.clientLog.session = session;
      },
      (error) => {
        this.clientLog.error = error;
      },
    );
  }

  /** Connects, and waits until both sides know how it went. */
  async handshake(limit = 120_000): Promise<void> {
    this.connect();
    await this.time.until(() => this.clientLog.isSettled && this.serverLog.isSettled, limit);
  }
}

/** For a test that goes on with what must be there. */
export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError('missing');
  return value;
}
