/** A way on which requests come in and answers go out: a UDP socket, or one TLS connection. */

import type { Endpoint } from '../address.ts';
import type { KnownClient } from './known-clients.ts';

export interface ServerChannel {
  /** Tells it from the other channels of the server. */
  readonly id: string;
  /** What may be asked here: RFC 2865 and RFC 2866 have a port each, RFC 6614 has one for all. */
  readonly kind: 'authentication' | 'accounting' | 'any';
  /** The client at the other end of a connection, where it proved who it is. On a datagram socket the source address tells. */
  readonly client?: KnownClient;
  readonly transmit: (packet: Uint8Array, to: Endpoint) => void;
}
