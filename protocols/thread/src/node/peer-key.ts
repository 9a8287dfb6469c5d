/** The text by which engines tell apart who is on the other side: address and port, and our own anycast locator where one is in play. */

import type { UdpEndpoint } from './ports.ts';

export interface PeerEndpoint extends UdpEndpoint {
  readonly source?: number;
}

export function peerKeyOf({ address, port, source }: PeerEndpoint): string {
  return source === undefined ? `${address}|${port}` : `${address}|${port}|${source}`;
}

/** Of a key that {@link peerKeyOf} made. */
export function endpointOf(peerKey: string): PeerEndpoint {
  const [address = '', port, source] = peerKey.split('|');
  return { address, port: Number(port), ...(source === undefined ? {} : { source: Number(source) }) };
}
