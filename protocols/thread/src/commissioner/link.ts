/** What the Commissioner needs of the way to its network: through a Border Agent, or through the mesh itself. */

import type { CoapResponse } from '@sallyport/coap';
import type { SallyportError } from '@sallyport/core';

/** A request that a node of the mesh made of the Commissioner. */
export interface NodeRequest {
  readonly path: string;
  /** The node's address. */
  readonly from: string;
  readonly payload: Uint8Array;
}

export interface LinkListener {
  /** RLY_RX.ntf. */
  relayed(payload: Uint8Array): void;
  /** Gives the payload of the response, or undefined when nothing is served at that path. */
  requested(request: NodeRequest): Uint8Array | undefined;
  /** The link is gone; nothing more comes. */
  closed(error: SallyportError): void;
}

export interface CommissionerLink {
  /** @throws E_DTLS_… when the other side does not prove the PSKc, and E_THREAD_BUSY when it is open */
  connect(listener: LinkListener): Promise<void>;
  /** COMM_PET.req to the Border Agent, or LEAD_PET.req to the Leader. */
  petition(payload: Uint8Array): Promise<CoapResponse>;
  /** COMM_KA.req or LEAD_KA.req. */
  keepAlive(payload: Uint8Array): Promise<CoapResponse>;
  /** Reading the datasets: whoever is nearest and has them answers. */
  read(path: string, payload: Uint8Array): Promise<CoapResponse>;
  /** Changing them: the Leader answers. */
  askLeader(path: string, payload: Uint8Array): Promise<CoapResponse>;
  /** A confirmable request of one node. */
  askNode(address: string, path: string, payload: Uint8Array): Promise<CoapResponse>;
  /** A non-confirmable request of a group of nodes. */
  tellNodes(group: string, path: string, payload: Uint8Array): void;
  /** RLY_TX.ntf to the Joiner Router at `locator`. */
  relay(locator: number, payload: Uint8Array): void;
  /** The petition was accepted: from now on the mesh speaks to this session's anycast locator. */
  activated(sessionId: number): void;
  /** The role is given up or lost. */
  deactivated(): void;
  /** The datasets are others: what was learned from them counts no more. */
  datasetChanged(): void;
  close(): void;
}
