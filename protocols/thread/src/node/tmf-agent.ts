/**
 * The Thread Management Framework on one node: CoAP over the mesh, shared by all roles of the node.
 *
 * Only what the network key protected comes through, from an address of the mesh or from a neighbour. What a KEK protected
 * goes to whoever expects it and to nobody else.
 */

import { CODES, CoapEndpoint, type CoapRequest, type CoapResponse, respond } from '@sallyport/coap';
import type { Clock, Milliseconds, Random, Timer } from '@sallyport/core';
import { isLinkLocal, isMeshLocal, isMulticast, locatorAddress, locatorOf, TMF_PORT } from './addresses.ts';
import { fail } from './errors.ts';
import { endpointOf, peerKeyOf } from './peer-key.ts';
import type { IncomingDatagram, MeshUdp } from './ports.ts';

export interface RolePorts {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
}

/** A request as a role sees it. */
export interface TmfRequest {
  readonly from: string;
  /** The sender's routing or anycast locator, when its address is one of this mesh. */
  readonly fromLocator: number | undefined;
  readonly payload: Uint8Array;
  readonly confirmable: boolean;
  readonly multicast: boolean;
}

/** Gives the payload of a 2.04 response, a whole response, or undefined for none (an empty ACK when confirmable). */
export type TmfHandler = (
  request: TmfRequest,
) => Uint8Array | CoapResponse | undefined | Promise<Uint8Array | CoapResponse | undefined>;

export interface TmfDestination {
  readonly address: string;
  readonly port?: number;
  /** Send from this anycast locator rather than from the node's own. */
  readonly source?: number;
}

/** Any TMF response with a payload of TLVs. */
export function changed(payload: Uint8Array): CoapResponse {
  return respond(CODES.CHANGED, payload);
}

export class TmfAgent {
  readonly udp: MeshUdp;
  readonly #endpoint: CoapEndpoint;
  readonly #handlers = new Map<string, TmfHandler>();
  readonly #entrusted = new Map<string, (datagram: IncomingDatagram) => void>();
  readonly #unbind: () => void;

  constructor(udp: MeshUdp, ports: RolePorts) {
    this.udp = udp;
    this.#endpoint = new CoapEndpoint(
      { handler: (request) => this.#handle(request) },
      { ...ports, transmit: (datagram, peer) => this.#transmit(datagram, peer) },
    );
    this.#unbind = udp.bind(TMF_PORT, (datagram) => this.receive(datagram));
  }

  /**
   * Answers POST requests for `path` with `handler`, until the function it gives is called.
   * @throws E_THREAD_BUSY when another role of this node answers for `path`
   */
  serve(path: string, handler: TmfHandler): () => void {
    if (this.#handlers.has(path)) throw fail('E_THREAD_BUSY', `another role of this node answers for ${path}`);
    this.#handlers.set(path, handler);
    return () => {
      if (this.#handlers.get(path) === handler) this.#handlers.delete(path);
    };
  }

  /**
   * A confirmable POST.
   * @throws E_COAP_TIMEOUT, E_COAP_RESET
   */
  request(to: TmfDestination, path: string, payload: Uint8Array, timeout?: Milliseconds): Promise<CoapResponse> {
    const request = { method: 'POST' as const, path, payload };
    return this.#endpoint.request(peerOf(to), timeout === undefined ? request : { ...request, timeout });
  }

  /** A non-confirmable POST that nobody answers; the destination may be a group. */
  notify(to: TmfDestination, path: string, payload: Uint8Array): void {
    this.#endpoint.notify(peerOf(to), { method: 'POST', path, payload }, { multicast: isMulticast(to.address) });
  }

  /** Gives `receive` what comes from `address` under a KEK, until the function it gives is called. */
  expectKek(address: string, receive: (datagram: IncomingDatagram) => void): () => void {
    this.#entrusted.set(address, receive);
    return () => {
      if (this.#entrusted.get(address) === receive) this.#entrusted.delete(address);
    };
  }

  /** A datagram for the TMF port. Never throws for what a peer sent. */
  receive(datagram: IncomingDatagram): void {
    if (datagram.security === 'kek') {
      this.#entrusted.get(datagram.from.address)?.(datagram);
      return;
    }
    if (datagram.security !== 'network-key' || !this.#isTmf(datagram)) return;
    const { from, to, payload } = datagram;
    const multicast = isMulticast(to);
    // An answer goes out from the anycast locator that was asked, or the asker would not know it for one.
    const local = multicast ? undefined : locatorOf(this.udp.meshLocalPrefix, to);
    const source = local === undefined || local === this.udp.rloc16 ? undefined : local;
    this.#endpoint.receive(payload, peerOf({ ...from, ...(source === undefined ? {} : { source }) }), { multicast });
  }

  /** The address of a locator in this mesh. */
  addressOf(locator: number): string {
    return locatorAddress(this.udp.meshLocalPrefix, locator);
  }

  close(): void {
    this.#unbind();
    this.#handlers.clear();
    this.#entrusted.clear();
    this.#endpoint.close();
  }

  /** From a neighbour to a neighbour, or within the mesh. */
  #isTmf({ from, to }: IncomingDatagram): boolean {
    const prefix = this.udp.meshLocalPrefix;
    if (isLinkLocal(from.address)) return isLinkLocal(to) || isMulticast(to);
    return isMeshLocal(prefix, from.address) && (isMeshLocal(prefix, to) || isMulticast(to));
  }

  async #handle(request: CoapRequest): Promise<CoapResponse | undefined> {
    const handler = this.#handlers.get(request.path);
    const { address } = endpointOf(request.peer);
    const { multicast } = request;
    if (handler === undefined) return multicast ? undefined : respond(CODES.NOT_FOUND);
    if (request.method !== 'POST') return multicast ? undefined : respond(CODES.METHOD_NOT_ALLOWED);
    const answer = await handler({
      from: address,
      fromLocator: locatorOf(this.udp.meshLocalPrefix, address),
      payload: request.payload,
      confirmable: request.confirmable,
      multicast,
    });
    return answer instanceof Uint8Array ? changed(answer) : answer;
  }

  #transmit(payload: Uint8Array, peer: string): void {
    const { address, port, source } = endpointOf(peer);
    this.udp.send({ from: TMF_PORT, source, to: { address, port }, payload, security: 'network-key' });
  }
}

function peerOf({ address, port = TMF_PORT, source }: TmfDestination): string {
  return peerKeyOf({ address, port, ...(source === undefined ? {} : { source }) });
}
