/** What the adapters need of a UDP socket. `openUdpSocket` of @sallyport/udp fits. */

import type { Endpoint } from '../address.ts';

export interface DatagramSocket extends Endpoint {
  /** Does not throw for the network’s sake. */
  send(datagram: Uint8Array, to: Endpoint): void;
  close(): Promise<void>;
}

export type OpenDatagramSocket = (
  options: { readonly host?: string; readonly port?: number; readonly maxDatagram?: number },
  receive: (datagram: Uint8Array, from: Endpoint) => void,
) => Promise<DatagramSocket>;

/** Longest datagram taken: a packet and as much padding, so that an oversize one is counted for what it is. */
export const MAX_DATAGRAM = 8192;

/** The ports of RFC 2865 §3, RFC 2866 §3, RFC 5176 §2.3 and RFC 6614 §2.1. */
export const PORTS = { AUTHENTICATION: 1812, ACCOUNTING: 1813, DYNAMIC_AUTHORIZATION: 3799, RADSEC: 2083 } as const;
