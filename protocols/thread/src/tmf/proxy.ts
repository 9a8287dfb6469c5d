/**
 * The UDP proxy of the Border Agent: UDP_TX.ntf asks it to send a datagram into the mesh, UDP_RX.ntf brings one that came for the
 * Commissioner's address. Both are non-confirmable and have no answer.
 */

import { TLVS } from '../tlv/table.ts';
import { BodyReader, BodyWriter, type OtherTlvs } from './body.ts';

export interface UdpProxy extends OtherTlvs {
  /** The other side's address in the mesh, canonical text: where to for UDP_TX, where from for UDP_RX. */
  readonly address: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly payload: Uint8Array;
}

/** For UDP_RX and UDP_TX alike. */
export function encodeUdpProxy(proxy: UdpProxy): Uint8Array {
  return new BodyWriter().add(TLVS.ipv6Address, proxy.address).add(TLVS.udpEncapsulation, proxy).bytes(proxy);
}

/**
 * For UDP_RX and UDP_TX alike. The payload is a view of `bytes`.
 * @throws E_THREAD_TLV_…
 */
export function decodeUdpProxy(bytes: Uint8Array): UdpProxy {
  const body = new BodyReader('UDP.ntf', bytes);
  return { address: body.required(TLVS.ipv6Address), ...body.required(TLVS.udpEncapsulation), ...body.rest() };
}
