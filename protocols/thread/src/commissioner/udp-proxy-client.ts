/** CoAP with nodes of the mesh, wrapped in UDP_TX.ntf and UDP_RX.ntf (Thread 1.1.1 §8.7). */

import { CODES, CoapEndpoint, type CoapRequest, type CoapResponse, respond } from '@sallyport/coap';
import { LEADER_PATIENCE, TMF_PORT } from '../node/addresses.ts';
import { endpointOf, peerKeyOf } from '../node/peer-key.ts';
import { readOrUndefined } from '../node/read.ts';
import { changed, type RolePorts } from '../node/tmf-agent.ts';
import { decodeUdpProxy, encodeUdpProxy } from '../tmf/proxy.ts';
import type { LinkListener } from './link.ts';

export class UdpProxyClient {
  readonly #listener: LinkListener;
  readonly #coap: CoapEndpoint;

  /** `send` is given the payloads of UDP_TX.ntf. */
  constructor(listener: LinkListener, ports: RolePorts, send: (payload: Uint8Array) => void) {
    this.#listener = listener;
    this.#coap = new CoapEndpoint(
      { handler: (request) => this.#handle(request) },
      {
        ...ports,
        transmit: (payload, peer) => {
          const { address, port } = endpointOf(peer);
          send(encodeUdpProxy({ address, sourcePort: TMF_PORT, destinationPort: port, payload }));
        },
      },
    );
  }

  /** The payload of UDP_RX.ntf. Never throws for what a peer sent. */
  receive(payload: Uint8Array): void {
    const datagram = readOrUndefined(payload, decodeUdpProxy);
    if (datagram === undefined || datagram.destinationPort !== TMF_PORT) return;
    this.#coap.receive(datagram.payload, peerKeyOf({ address: datagram.address, port: datagram.sourcePort }));
  }

  request(address: string, path: string, payload: Uint8Array): Promise<CoapResponse> {
    return this.#coap.request(peerKeyOf({ address, port: TMF_PORT }), {
      method: 'POST',
      path,
      payload,
      timeout: LEADER_PATIENCE,
    });
  }

  notify(group: string, path: string, payload: Uint8Array): void {
    this.#coap.notify(
      peerKeyOf({ address: group, port: TMF_PORT }),
      { method: 'POST', path, payload },
      { multicast: true },
    );
  }

  close(): void {
    this.#coap.close();
  }

  #handle({ path, peer, payload }: CoapRequest): CoapResponse {
    const answer = this.#listener.requested({ path, from: endpointOf(peer).address, payload });
    return answer === undefined ? respond(CODES.NOT_FOUND) : changed(answer);
  }
}
