/** Reads off a node socket the facts of {@link ConnectionInfo}, once per connection. */

import type { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { plain } from '@sallyport/core';
import { fail } from './errors.ts';
import type { ConnectionInfo, TlsConnectionInfo } from './message.ts';

const NO_BYTES = new Uint8Array(0);

export type Side = 'client' | 'server';

/** Longest chain that is looked at; OpenSSL itself stops at about 100 kB of certificates. */
const MAX_CHAIN = 32;

/**
 * `localCertificate` spares asking OpenSSL, which costs some two per cent of a handshake.
 *
 * Must be called once per socket and its result kept: node hands out the chain as the peer sent it on the first call
 * only. (`getPeerCertificate(true)` is no substitute: it reorders, drops what does not fit, and adds local anchors.)
 */
export function describeConnection(
  socket: Socket,
  id: string,
  side: Side,
  localCertificate?: Uint8Array,
): ConnectionInfo {
  return {
    id,
    remoteAddress: socket.remoteAddress ?? '',
    ...(socket.remotePort === undefined ? {} : { remotePort: socket.remotePort }),
    tls: socket instanceof TLSSocket ? describeTls(socket, side, localCertificate) : undefined,
  };
}

function describeTls(socket: TLSSocket, side: Side, localCertificate: Uint8Array | undefined): TlsConnectionInfo {
  const protocol = socket.getProtocol() === 'TLSv1.3' ? 'TLSv1.3' : 'TLSv1.2';
  const peerChain = chainOf(socket.getPeerX509Certificate());
  const peerCertificate = peerChain[0];
  const tlsUnique = protocol === 'TLSv1.2' ? firstFinished(socket, side) : undefined;
  return {
    protocol,
    localCertificate: localCertificate ?? presented(socket),
    ...(peerCertificate === undefined ? {} : { peerCertificate }),
    peerChain,
    peerAuthorized: socket.authorized === true,
    ...(tlsUnique === undefined ? {} : { tlsUnique }),
    exporter: (label, length, context) => exportKey(socket, label, length, context),
  };
}

function presented(socket: TLSSocket): Uint8Array {
  const certificate = socket.getX509Certificate();
  return certificate === undefined ? NO_BYTES : plain(certificate.raw);
}

function chainOf(first: X509Certificate | undefined): readonly Uint8Array[] {
  const chain: Uint8Array[] = [];
  for (let next = first; next !== undefined && chain.length < MAX_CHAIN; next = next.issuerCertificate) {
    chain.push(plain(next.raw));
  }
  return chain;
}

/** RFC 5929 §3.1: the first Finished message of the handshake. It is the client's, as sessions are never resumed. */
function firstFinished(socket: TLSSocket, side: Side): Uint8Array | undefined {
  const finished = side === 'client' ? socket.getFinished() : socket.getPeerFinished();
  // On a connection that is gone node gives null, which its types do not say.
  return finished instanceof Uint8Array ? plain(finished) : undefined;
}

function exportKey(socket: TLSSocket, label: string, length: number, context?: Uint8Array): Uint8Array {
  if (!Number.isSafeInteger(length) || length < 1 || length > 1024) {
    throw fail('E_HTTP_ARGUMENT', 'exporter length must be from 1 to 1024 bytes');
  }
  try {
    if (context !== undefined) return plain(socket.exportKeyingMaterial(length, label, Buffer.from(context)));
    // TLS 1.2 tells "no context" from "empty context" (RFC 5705 §4); node's type declarations know only the latter.
    const exported: Buffer = Reflect.apply(socket.exportKeyingMaterial, socket, [length, label]);
    return plain(exported);
  } catch (cause) {
    throw fail('E_HTTP_EXPORTER_UNAVAILABLE', 'the connection no longer exports keying material', { cause });
  }
}
