/** TLS handshakes of a listener, bounded: public-key operations are what a flood would make this machine spend. */

import type { Server as HttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import { reasonOf } from '@sallyport/core';
import type { ServerLimits } from './limits.ts';
import { PeerShares, peerOf } from './peer-shares.ts';

/**
 * While as many handshakes are under way as allowed, the listening socket turns new connections away before any of their bytes
 * is looked at. One address has its share of them, so that it does not keep the others out.
 */
export function boundHandshakes(
  server: HttpsServer,
  { maxConnections, maxHandshakes, maxHandshakesPerAddress }: ServerLimits,
  onTlsError?: (failure: { remoteAddress: string; reason: string }) => void,
): void {
  const shares = new PeerShares(maxHandshakesPerAddress);
  /** By the other end: a socket and the TLS over it are different objects. */
  const underWay = new Map<string, () => void>();
  let handshakes = 0;
  const changeBy = (step: number) => {
    handshakes += step;
    server.maxConnections = handshakes >= maxHandshakes ? 1 : maxConnections;
  };
  server.on('connection', (socket: Socket) => {
    changeBy(1);
    if (socket.destroyed) return;
    const peer = peerOf(socket);
    if (!shares.take(peer)) {
      socket.destroy();
      return;
    }
    const end = endOf(socket);
    const over = () => {
      if (underWay.get(end) !== over) return;
      underWay.delete(end);
      shares.give(peer);
    };
    underWay.set(end, over);
    socket.once('close', over);
  });
  server.on('secureConnection', (socket: Socket) => {
    changeBy(-1);
    underWay.get(endOf(socket))?.();
  });
  server.on('tlsClientError', (error, socket) => {
    changeBy(-1);
    onTlsError?.({ remoteAddress: socket.remoteAddress ?? '', reason: reasonOf(error) });
  });
}

function endOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
