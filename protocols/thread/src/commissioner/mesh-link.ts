/** The way of a Native Commissioner: its own node, on the mesh (white paper, figures 3 and 4). */

import type { CoapResponse } from '@sallyport/coap';
import { commissionerAloc16, LEADER_ALOC16, LEADER_PATIENCE } from '../node/addresses.ts';
import { fail } from '../node/errors.ts';
import type { TmfAgent, TmfRequest } from '../node/tmf-agent.ts';
import { TMF_URIS, type TmfUri } from '../tmf/uris.ts';
import type { CommissionerLink, LinkListener } from './link.ts';

/** What nodes of the mesh ask of a Commissioner. */
const SERVED: readonly TmfUri[] = [
  TMF_URIS.MGMT_DATASET_CHANGED,
  TMF_URIS.MGMT_PANID_CONFLICT,
  TMF_URIS.MGMT_ED_REPORT,
  TMF_URIS.DIAG_GET_ANS,
];

export class MeshLink implements CommissionerLink {
  readonly #agent: TmfAgent;
  #release: readonly (() => void)[] = [];
  #releaseAnycast: () => void = () => undefined;

  constructor(agent: TmfAgent) {
    this.#agent = agent;
  }

  /** A node that is on the mesh has its link already. @throws E_THREAD_BUSY when another role of this node is the Commissioner's */
  async connect(listener: LinkListener): Promise<void> {
    if (this.#release.length > 0) throw fail('E_THREAD_BUSY', 'the link is open');
    this.#release = [
      this.#agent.serve(TMF_URIS.RLY_RX, (request) => {
        if (!request.confirmable && !request.multicast) listener.relayed(request.payload);
        return undefined;
      }),
      ...SERVED.map((path) => this.#agent.serve(path, (request) => requested(path, request, listener))),
    ];
  }

  petition(payload: Uint8Array): Promise<CoapResponse> {
    return this.askLeader(TMF_URIS.LEAD_PET, payload);
  }

  keepAlive(payload: Uint8Array): Promise<CoapResponse> {
    return this.askLeader(TMF_URIS.LEAD_KA, payload);
  }

  read(path: string, payload: Uint8Array): Promise<CoapResponse> {
    return this.askLeader(path, payload);
  }

  askLeader(path: string, payload: Uint8Array): Promise<CoapResponse> {
    return this.#agent.request({ address: this.#agent.addressOf(LEADER_ALOC16) }, path, payload, LEADER_PATIENCE);
  }

  askNode(address: string, path: string, payload: Uint8Array): Promise<CoapResponse> {
    return this.#agent.request({ address }, path, payload);
  }

  tellNodes(group: string, path: string, payload: Uint8Array): void {
    this.#agent.notify({ address: group }, path, payload);
  }

  relay(locator: number, payload: Uint8Array): void {
    this.#agent.notify({ address: this.#agent.addressOf(locator) }, TMF_URIS.RLY_TX, payload);
  }

  activated(sessionId: number): void {
    this.deactivated();
    this.#releaseAnycast = this.#agent.udp.claimAnycast(commissionerAloc16(sessionId));
  }

  deactivated(): void {
    this.#releaseAnycast();
    this.#releaseAnycast = () => undefined;
  }

  datasetChanged(): void {}

  close(): void {
    this.deactivated();
    for (const release of this.#release) release();
    this.#release = [];
  }
}

function requested(
  path: TmfUri,
  { from, payload, confirmable }: TmfRequest,
  listener: LinkListener,
): Uint8Array | undefined {
  return confirmable ? listener.requested({ path, from, payload }) : undefined;
}
