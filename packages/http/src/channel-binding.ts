/** What ties a message to the TLS connection that carries it: EST proof-of-possession (RFC 7030 §3.5) needs it. */

import { fail } from './errors.ts';
import type { ConnectionInfo } from './message.ts';

export interface ChannelBinding {
  readonly type: 'tls-unique' | 'tls-exporter';
  readonly value: Uint8Array;
}

/**
 * The channel binding of a connection: tls-unique (RFC 5929 §3) for TLS 1.2, and for TLS 1.3, where tls-unique is not
 * defined, tls-exporter (RFC 9266 §2: label `EXPORTER-Channel-Binding`, no context, 32 bytes).
 * @throws E_HTTP_ARGUMENT on a connection without TLS; E_HTTP_EXPORTER_UNAVAILABLE once the connection is gone
 */
export function channelBinding(connection: ConnectionInfo): ChannelBinding {
  if (connection.tls === undefined) throw fail('E_HTTP_ARGUMENT', 'a connection without TLS has no channel binding');
  if (connection.tls.protocol === 'TLSv1.3') {
    return { type: 'tls-exporter', value: connection.tls.exporter('EXPORTER-Channel-Binding', 32) };
  }
  if (connection.tls.tlsUnique === undefined) {
    throw fail('E_HTTP_EXPORTER_UNAVAILABLE', 'the Finished messages of this connection are not known');
  }
  return { type: 'tls-unique', value: connection.tls.tlsUnique };
}
