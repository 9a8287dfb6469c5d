/** An endpoint on a real socket of the loopback; peers are named `address port`. */

import { CoapEndpoint, type EndpointOptions } from '@sallyport/coap';
import { systemClock, systemRandom, systemTimer } from '@sallyport/core';
import { openUdpSocket, type UdpSocket } from '@sallyport/udp';

export interface UdpEndpoint {
  readonly endpoint: CoapEndpoint;
  readonly socket: UdpSocket;
  close(): Promise<void>;
}

/** @param isLost says of a datagram that leaves whether it is lost */
export async function openUdpEndpoint(options: EndpointOptions = {}, isLost = () => false): Promise<UdpEndpoint> {
  const socket = await openUdpSocket({ host: '127.0.0.1' }, (datagram, { address, port }) =>
    endpoint.receive(datagram, peerName(port, address)),
  );
  const endpoint = new CoapEndpoint(options, {
    clock: systemClock,
    timer: systemTimer,
    random: systemRandom,
    transmit: (datagram, peer) => {
      const [address = '', port] = peer.split(' ');
      if (!isLost()) socket.send(datagram, { address, port: Number(port) });
    },
  });
  return {
    endpoint,
    socket,
    close: () => {
      endpoint.close();
      return socket.close();
    },
  };
}

export function peerName(port: number, address = '127.0.0.1'): string {
  return `${address} ${port}`;
}
