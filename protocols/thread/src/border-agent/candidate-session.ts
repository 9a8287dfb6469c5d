/**
 * One candidate's session with the Border Agent: petition and keep-alive go to the Leader in its name, and once it is the
 * Commissioner, relayed joiners, proxied datagrams and requests to the Leader go through (Thread 1.1.1 §8.7).
 */

import { CODES, CoapEndpoint, type CoapRequest, type CoapResponse, respond } from '@sallyport/coap';
import type { Milliseconds } from '@sallyport/core';
import type { DtlsSession, SessionListener } from '@sallyport/dtls';
import { LEADER_ALOC16, LEADER_PATIENCE } from '../node/addresses.ts';
import { answerCommissionerGet, answerDatasetGet } from '../node/dataset-responder.ts';
import type { DatasetView, IncomingDatagram, NetworkDataView } from '../node/ports.ts';
import { readOrUndefined } from '../node/read.ts';
import { changed, type RolePorts, type TmfAgent } from '../node/tmf-agent.ts';
import { decodeKeepAliveRequest } from '../tmf/keep-alive.ts';
import { decodePetitionResponse } from '../tmf/petition.ts';
import { decodeUdpProxy, encodeUdpProxy } from '../tmf/proxy.ts';
import { decodeRelayTx } from '../tmf/relay.ts';
import { decodeStateResponse } from '../tmf/state-response.ts';
import { TMF_URIS } from '../tmf/uris.ts';
import { mayProxy } from './proxy-policy.ts';

/** `revoked`: no longer the Commissioner; `gone`: the session has ended. */
export type CandidateState = 'connected' | 'active' | 'revoked' | 'gone';

export interface CandidateSessionOptions {
  readonly agent: TmfAgent;
  readonly networkData: NetworkDataView;
  readonly datasets: DatasetView;
  readonly proxyPorts: readonly number[];
  readonly keepAliveTimeout: Milliseconds;
  /** The Commissioner's anycast locator while this candidate is the Commissioner. */
  readonly activeLocator: () => number | undefined;
  readonly activated: (sessionId: number) => void;
  readonly deactivated: () => void;
  /** What the candidate tried and may not do. */
  readonly refused: (what: string) => void;
  readonly ended: () => void;
}

type Resource = (request: CoapRequest) => CoapResponse | undefined | Promise<CoapResponse | undefined>;

export class CandidateSession implements SessionListener {
  readonly peer: string;
  readonly #session: DtlsSession;
  readonly #options: CandidateSessionOptions;
  readonly #ports: RolePorts;
  readonly #coap: CoapEndpoint;
  readonly #resources: ReadonlyMap<string, Resource>;
  #cancel: () => void = () => undefined;

  constructor(session: DtlsSession, options: CandidateSessionOptions, ports: RolePorts) {
    this.peer = session.peer;
    this.#session = session;
    this.#options = options;
    this.#ports = ports;
    this.#coap = new CoapEndpoint(
      { handler: (request) => this.#handle(request) },
      { ...ports, transmit: (datagram) => this.#transmit(datagram) },
    );
    this.#resources = new Map<string, Resource>([
      [TMF_URIS.COMM_PET, (request) => this.#petition(request)],
      [TMF_URIS.COMM_KA, (request) => this.#keepAlive(request)],
      [TMF_URIS.RLY_TX, (request) => this.#relayTx(request)],
      [TMF_URIS.UDP_TX, (request) => this.#udpTx(request)],
      [TMF_URIS.MGMT_ACTIVE_GET, ({ payload }) => this.#get('active', payload)],
      [TMF_URIS.MGMT_PENDING_GET, ({ payload }) => this.#get('pending', payload)],
      [TMF_URIS.MGMT_COMMISSIONER_GET, ({ payload }) => this.#getCommissioning(payload)],
      ...[
        TMF_URIS.MGMT_COMMISSIONER_SET,
        TMF_URIS.MGMT_ACTIVE_SET,
        TMF_URIS.MGMT_ACTIVE_REPLACE,
        TMF_URIS.MGMT_PENDING_SET,
      ].map((path): [string, Resource] => [path, (request) => this.#forwardSet(path, request)]),
    ]);
    this.#expectSign();
  }

  data(bytes: Uint8Array): void {
    this.#coap.receive(bytes, this.peer);
  }

  closed(): void {
    this.#cancel();
    this.#coap.close();
    this.#options.ended();
  }

  close(): void {
    if (this.#session.isOpen) this.#session.close();
  }

  /** RLY_RX.ntf of a Joiner Router, for the Commissioner. */
  relay(payload: Uint8Array): void {
    this.#notify(TMF_URIS.RLY_RX, payload);
  }

  /** A datagram of the mesh to the Commissioner's anycast locator. */
  proxy({ from, payload, security }: IncomingDatagram, port: number): void {
    if (security !== 'network-key') return;
    const proxied = { address: from.address, sourcePort: from.port, destinationPort: port, payload };
    this.#notify(TMF_URIS.UDP_RX, encodeUdpProxy(proxied));
  }

  #isActive(): boolean {
    return this.#options.activeLocator() !== undefined;
  }

  async #handle(request: CoapRequest): Promise<CoapResponse | undefined> {
    const resource = this.#resources.get(request.path);
    if (resource === undefined) return respond(CODES.NOT_FOUND);
    if (request.method !== 'POST') return respond(CODES.METHOD_NOT_ALLOWED);
    const response = await resource(request);
    // Whoever sends a notification does not wait for what became of it.
    return request.confirmable ? response : undefined;
  }

  async #petition({ payload }: CoapRequest): Promise<CoapResponse> {
    const response = await this.#askLeader(TMF_URIS.LEAD_PET, payload);
    const verdict =
      response.code === CODES.CHANGED ? readOrUndefined(response.payload, decodePetitionResponse) : undefined;
    // The candidate may have gone while the Leader was asked; the Leader then waits for a keep-alive in vain.
    if (!this.#session.isOpen) return response;
    if (verdict?.state === 'accept' && verdict.sessionId !== undefined) {
      this.#expectSign();
      this.#options.activated(verdict.sessionId);
    } else {
      this.#options.deactivated();
    }
    return response;
  }

  async #keepAlive({ payload }: CoapRequest): Promise<CoapResponse> {
    if (!this.#isActive()) return this.#refuse(TMF_URIS.COMM_KA);
    const isResigning = readOrUndefined(payload, decodeKeepAliveRequest)?.state === 'reject';
    const response = await this.#askLeader(TMF_URIS.LEAD_KA, payload);
    const state =
      response.code === CODES.CHANGED ? readOrUndefined(response.payload, decodeStateResponse)?.state : undefined;
    if (state === 'accept') this.#expectSign();
    if (state === 'reject' || isResigning) this.#options.deactivated();
    return response;
  }

  /** To the Joiner Router that it names, which looks at the rest. */
  #relayTx({ payload, confirmable }: CoapRequest): CoapResponse | undefined {
    if (!this.#isActive()) return this.#refuse(TMF_URIS.RLY_TX);
    const { agent } = this.#options;
    const relay = confirmable ? undefined : readOrUndefined(payload, decodeRelayTx);
    if (relay === undefined) return respond(CODES.BAD_REQUEST);
    relay.kek?.wipe();
    agent.notify({ address: agent.addressOf(relay.joinerRouterLocator) }, TMF_URIS.RLY_TX, payload);
    return undefined;
  }

  /** From the Commissioner's anycast locator, so that answers come back to it. */
  #udpTx({ payload }: CoapRequest): CoapResponse | undefined {
    const { agent, proxyPorts } = this.#options;
    const source = this.#options.activeLocator();
    if (source === undefined) return this.#refuse(TMF_URIS.UDP_TX);
    const proxy = readOrUndefined(payload, decodeUdpProxy);
    if (proxy === undefined) return respond(CODES.BAD_REQUEST);
    if (!mayProxy(proxy, agent.udp.meshLocalPrefix, proxyPorts)) return this.#refuse(TMF_URIS.UDP_TX);
    const { address, sourcePort, destinationPort } = proxy;
    agent.udp.send({
      from: sourcePort,
      source,
      to: { address, port: destinationPort },
      payload: proxy.payload,
      security: 'network-key',
    });
    return undefined;
  }

  #get(which: 'active' | 'pending', payload: Uint8Array): CoapResponse {
    const answer = answerDatasetGet(which, payload, this.#options.datasets, 'commissioner');
    return answer === undefined ? respond(CODES.BAD_REQUEST) : changed(answer);
  }

  #getCommissioning(payload: Uint8Array): CoapResponse {
    const answer = answerCommissionerGet(payload, this.#options.networkData.commissioningData);
    return answer === undefined ? respond(CODES.BAD_REQUEST) : changed(answer);
  }

  /** For Commissioners that do not use the proxy for it. */
  async #forwardSet(path: string, { payload }: CoapRequest): Promise<CoapResponse> {
    return this.#isActive() ? this.#askLeader(path, payload) : this.#refuse(path);
  }

  async #askLeader(path: string, payload: Uint8Array): Promise<CoapResponse> {
    const { agent } = this.#options;
    try {
      const address = agent.addressOf(LEADER_ALOC16);
      const { code, payload: answer } = await agent.request({ address }, path, payload, LEADER_PATIENCE);
      return respond(code, answer);
    } catch {
      // The Leader does not answer, or there is none now.
      return respond(CODES.GATEWAY_TIMEOUT);
    }
  }

  #refuse(what: string): CoapResponse {
    this.#options.refused(what);
    return respond(CODES.FORBIDDEN);
  }

  #notify(path: string, payload: Uint8Array): void {
    if (this.#session.isOpen) this.#coap.notify(this.peer, { method: 'POST', path, payload });
  }

  #transmit(datagram: Uint8Array): void {
    if (this.#session.isOpen) this.#session.send(datagram);
  }

  /** A candidate that neither petitions nor keeps alive has gone without a word. */
  #expectSign(): void {
    this.#cancel();
    this.#cancel = this.#ports.timer.after(this.#options.keepAliveTimeout, () => this.close());
  }
}
