/**
 * The way of an external Commissioner: a DTLS session with a Border Agent, under the PSKc (Thread 1.1.1 §8.4; white paper,
 * figures 5 and 6). Nodes of the mesh are reached through the Border Agent's UDP proxy.
 *
 * Without a socket: what `transmit` is given goes to the Border Agent, and what comes from there goes to {@link receive}.
 */

import { CODES, CoapEndpoint, type CoapRequest, type CoapResponse, respond } from '@sallyport/coap';
import { isSallyportError, type SallyportError, type Secret } from '@sallyport/core';
import { DtlsClient, type DtlsClosed, type DtlsSession } from '@sallyport/dtls';
import { OperationalDataset } from '../dataset/operational-dataset.ts';
import { LEADER_ALOC16, locatorAddress } from '../node/addresses.ts';
import { fail } from '../node/errors.ts';
import { readResponse } from '../node/responses.ts';
import type { RolePorts } from '../node/tmf-agent.ts';
import { TLVS } from '../tlv/table.ts';
import { encodeGetRequest } from '../tmf/get-request.ts';
import { TMF_URIS } from '../tmf/uris.ts';
import type { CommissionerLink, LinkListener } from './link.ts';
import { UdpProxyClient } from './udp-proxy-client.ts';

const BORDER_AGENT = 'border-agent';

export interface BorderAgentLinkOptions {
  /** The PSKc, or the one-time passcode that a border router shows (ePSKc). */
  readonly pskc: Secret;
  /** Largest datagram to the Border Agent; 1232 unless told. Over a radio link to a Commissioner Router, take `RADIO_MTU`. */
  readonly mtu?: number;
}

export type BorderAgentLinkPorts = RolePorts & { readonly transmit: (datagram: Uint8Array) => void };

interface Open {
  readonly client: DtlsClient;
  readonly coap: CoapEndpoint;
  readonly proxy: UdpProxyClient;
  session: DtlsSession | undefined;
}

export class BorderAgentLink implements CommissionerLink {
  readonly #options: BorderAgentLinkOptions;
  readonly #ports: BorderAgentLinkPorts;
  #open: Open | undefined;
  /** Learned from the Active Operational Dataset, to address the Leader by. */
  #meshLocalPrefix: Promise<Uint8Array> | undefined;

  constructor(options: BorderAgentLinkOptions, ports: BorderAgentLinkPorts) {
    this.#options = options;
    this.#ports = ports;
  }

  /** A datagram from the Border Agent. Never throws for what is in it. */
  receive(datagram: Uint8Array): void {
    this.#open?.client.receive(datagram);
  }

  async connect(listener: LinkListener): Promise<void> {
    if (this.#open !== undefined) throw fail('E_THREAD_BUSY', 'the link is open');
    const open = this.#begin(listener);
    this.#open = open;
    try {
      open.session = await open.client.connect({
        data: (bytes) => open.coap.receive(bytes, BORDER_AGENT),
        closed: (reason) => this.#ended(open, reason, listener),
      });
    } catch (thrown) {
      this.#end(open);
      throw thrown;
    }
  }

  petition(payload: Uint8Array): Promise<CoapResponse> {
    return this.read(TMF_URIS.COMM_PET, payload);
  }

  keepAlive(payload: Uint8Array): Promise<CoapResponse> {
    return this.read(TMF_URIS.COMM_KA, payload);
  }

  async read(path: string, payload: Uint8Array): Promise<CoapResponse> {
    return this.#require().coap.request(BORDER_AGENT, { method: 'POST', path, payload });
  }

  async askLeader(path: string, payload: Uint8Array): Promise<CoapResponse> {
    return this.askNode(locatorAddress(await this.#prefix(), LEADER_ALOC16), path, payload);
  }

  async askNode(address: string, path: string, payload: Uint8Array): Promise<CoapResponse> {
    try {
      return await this.#require().proxy.request(address, path, payload);
    } catch (thrown) {
      // The network may have another mesh-local prefix by now, which nobody told us.
      if (isSallyportError(thrown, 'E_COAP_TIMEOUT')) this.#meshLocalPrefix = undefined;
      throw thrown;
    }
  }

  tellNodes(group: string, path: string, payload: Uint8Array): void {
    this.#require().proxy.notify(group, path, payload);
  }

  relay(_locator: number, payload: Uint8Array): void {
    this.#open?.coap.notify(BORDER_AGENT, { method: 'POST', path: TMF_URIS.RLY_TX, payload });
  }

  activated(): void {}

  deactivated(): void {}

  datasetChanged(): void {
    this.#meshLocalPrefix = undefined;
  }

  close(): void {
    const open = this.#open;
    if (open !== undefined) this.#end(open);
  }

  #begin(listener: LinkListener): Open {
    const { pskc, mtu } = this.#options;
    const open: Open = {
      session: undefined,
      client: new DtlsClient(
        {
          credentials: { type: 'ecjpake', password: pskc },
          suites: ['TLS_ECJPAKE_WITH_AES_128_CCM_8'],
          peer: BORDER_AGENT,
          ...(mtu === undefined ? {} : { limits: { mtu } }),
        },
        this.#ports,
      ),
      coap: new CoapEndpoint(
        { handler: (request) => this.#handle(request, open, listener) },
        { ...this.#ports, transmit: (datagram) => open.session?.send(datagram) },
      ),
      proxy: new UdpProxyClient(listener, this.#ports, (payload) =>
        open.coap.notify(BORDER_AGENT, { method: 'POST', path: TMF_URIS.UDP_TX, payload }),
      ),
    };
    return open;
  }

  #handle(request: CoapRequest, open: Open, listener: LinkListener): CoapResponse | undefined {
    switch (request.path) {
      case TMF_URIS.RLY_RX:
        listener.relayed(request.payload);
        return undefined;
      case TMF_URIS.UDP_RX:
        open.proxy.receive(request.payload);
        return undefined;
      default:
        return respond(CODES.NOT_FOUND);
    }
  }

  #prefix(): Promise<Uint8Array> {
    this.#meshLocalPrefix ??= this.#fetchPrefix().catch((thrown: unknown) => {
      this.#meshLocalPrefix = undefined;
      throw thrown;
    });
    return this.#meshLocalPrefix;
  }

  async #fetchPrefix(): Promise<Uint8Array> {
    const get = encodeGetRequest({ types: [TLVS.meshLocalPrefix.type] });
    const dataset = OperationalDataset.decode(readResponse(await this.read(TMF_URIS.MGMT_ACTIVE_GET, get)));
    const prefix = dataset.get(TLVS.meshLocalPrefix);
    if (prefix === undefined) throw fail('E_THREAD_RESPONSE', 'the Border Agent does not say the mesh-local prefix');
    return prefix;
  }

  #require(): Open {
    if (this.#open?.session?.isOpen !== true) throw fail('E_THREAD_CLOSED', 'there is no session with a Border Agent');
    return this.#open;
  }

  #ended(open: Open, reason: DtlsClosed, listener: LinkListener): void {
    const isOurs = this.#open !== open;
    this.#end(open);
    if (!isOurs) listener.closed(closedError(reason));
  }

  #end(open: Open): void {
    if (this.#open === open) this.#open = undefined;
    this.#meshLocalPrefix = undefined;
    open.proxy.close();
    open.coap.close();
    open.client.close();
  }
}

function closedError({ by, error }: DtlsClosed): SallyportError {
  return fail('E_THREAD_CLOSED', `the session with the Border Agent ended (${by})`, error && { cause: error });
}
