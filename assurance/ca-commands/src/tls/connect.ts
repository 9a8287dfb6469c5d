/** A router's connection to its registrar over TLS. */

import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { type Milliseconds, SECOND, systemTimer, type Timer } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { RouterSide } from '../router/router-side.ts';
import { asError, carry, peerOf } from './carry.ts';
import { ALPN, contextOptions, type TlsIdentity } from './identity.ts';

export interface RegistrarConnectionOptions {
  readonly side: Pick<RouterSide, 'connect'>;
  /** Of the certificate that the side was given. */
  readonly identity: TlsIdentity;
  readonly host: string;
  readonly port: number;
  /** For TCP and TLS together. Default 10 s. */
  readonly timeout?: Milliseconds;
  readonly timer?: Timer;
}

export interface RegistrarConnection {
  /** Resolves when the connection is over; the side tells why. */
  readonly over: Promise<void>;
  close(): void;
}

/**
 * Connects, and gives the connection to the router's side. Nothing is believed of who is there: the side judges the key.
 * @throws E_CA_COMMANDS_TLS_IDENTITY, E_CA_COMMANDS_CONNECTION, E_CA_COMMANDS_CERTIFICATE, E_CA_COMMANDS_VERSION
 */
export function connectToRegistrar(options: RegistrarConnectionOptions): Promise<RegistrarConnection> {
  const { side, identity, host, port, timeout = 10 * SECOND, timer = systemTimer } = options;
  return new Promise((resolve, reject) => {
    const socket = connect({
      ...contextOptions(identity),
      host,
      port,
      ALPNProtocols: [ALPN],
      // RFC 6066 §3: addresses have no place in SNI.
      servername: isIP(host) === 0 ? host : '',
      rejectUnauthorized: false,
    });
    const over = new Promise<void>((done) => {
      socket.once('close', () => done());
    });
    const failed = (thrown: unknown) => {
      cancel();
      socket.destroy();
      reject(asError(thrown));
    };
    const cancel = timer.after(timeout, () =>
      failed(fail('E_CA_COMMANDS_CONNECTION', `${host} port ${port} was not reached in time`)),
    );
    socket.on('error', failed);
    socket.once('close', () => failed(fail('E_CA_COMMANDS_CONNECTION', `${host} port ${port} closed the connection`)));
    socket.once('secureConnect', () => {
      cancel();
      try {
        const peer = peerOf(socket);
        const connection = carry(socket, timer, (channel) => side.connect(channel, peer));
        resolve({ over, close: () => connection.ended() });
      } catch (thrown) {
        failed(thrown);
      }
    });
  });
}
