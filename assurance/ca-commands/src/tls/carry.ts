/** A session on a TLS socket: frames in and out, as fast as both sides take them. */

import type { TLSSocket } from 'node:tls';
import { isSallyportError, plain, reasonOf, type SallyportError, SECOND, type Timer } from '@sallyport/core';
import { Certificate } from '@sallyport/pki';
import { fail } from '../errors.ts';
import { MAX_FRAME } from '../limits.ts';
import type { Channel, Connection, Peer } from '../session/ports.ts';
import { encodeFrame, FrameReader } from '../wire/frames.ts';
import { ALPN } from './identity.ts';

/** Octets that may wait because the other side does not read. */
const MAX_UNSENT = 32 * MAX_FRAME;
/** For the last words to arrive. */
const LINGER = 2 * SECOND;

/** Who proved a key in the handshake. @throws E_CA_COMMANDS_CERTIFICATE, E_CA_COMMANDS_VERSION */
export function peerOf(socket: TLSSocket): Peer {
  if (socket.alpnProtocol !== ALPN) throw fail('E_CA_COMMANDS_VERSION', 'the other side speaks another protocol');
  const shown = socket.getPeerX509Certificate();
  if (shown === undefined) throw fail('E_CA_COMMANDS_CERTIFICATE', 'the other side showed no certificate');
  try {
    const certificate = Certificate.parse(plain(shown.raw));
    return { certificate, address: `${socket.remoteAddress ?? ''} port ${socket.remotePort ?? 0}` };
  } catch (cause) {
    throw fail('E_CA_COMMANDS_CERTIFICATE', 'the certificate shown cannot be read', { cause });
  }
}

/** Has the socket carry a session, to the end of both. */
export function carry(socket: TLSSocket, timer: Timer, open: (channel: Channel) => Connection): Connection {
  const reader = new FrameReader();
  const channel: Channel = {
    send(message) {
      if (!socket.writable) return;
      socket.write(encodeFrame(message));
      if (socket.writableLength <= MAX_UNSENT) return;
      socket.destroy(fail('E_CA_COMMANDS_OVERLOADED', 'the other side does not read'));
    },
    close() {
      socket.end();
      const cancel = timer.after(LINGER, () => socket.destroy());
      socket.once('close', cancel);
    },
  };
  const connection = open(channel);
  const take = async (chunk: Uint8Array) => {
    for (const message of reader.push(chunk)) await connection.receive(message);
  };
  socket.setNoDelay(true);
  socket.on('data', (chunk: Buffer) => {
    socket.pause();
    take(plain(chunk)).then(
      () => socket.resume(),
      (thrown: unknown) => socket.destroy(asError(thrown)),
    );
  });
  let lost: SallyportError | undefined;
  socket.on('error', (error) => {
    lost = asError(error);
  });
  socket.on('close', () => connection.ended(lost));
  return connection;
}

export function asError(thrown: unknown): SallyportError {
  if (isSallyportError(thrown)) return thrown;
  return fail('E_CA_COMMANDS_CONNECTION', `the connection ended: ${reasonOf(thrown)}`, { cause: thrown });
}
