/**
 * The Leader of a Thread network as commissioning knows it: arbiter of the one Commissioner, keeper of the Operational
 * Datasets, and voice of both towards the mesh (Thread 1.1.1 §8.7).
 */

import { CODES, type CoapResponse, respond } from '@sallyport/coap';
import type { ManagementSet } from '../dataset/management-set.ts';
import { commissionerAloc16, LEADER_ALOC16 } from '../node/addresses.ts';
import { answerCommissionerGet, serveDatasets } from '../node/dataset-responder.ts';
import type { LeaderStore, NetworkDataOutlet } from '../node/ports.ts';
import { readOrUndefined } from '../node/read.ts';
import type { RolePorts, TmfAgent, TmfRequest } from '../node/tmf-agent.ts';
import {
  type CommissionerDataset,
  decodeCommissionerDataset,
  encodeCommissionerDataset,
} from '../tmf/commissioner-dataset.ts';
import { decodeKeepAliveRequest } from '../tmf/keep-alive.ts';
import { decodePetitionRequest, encodePetitionResponse } from '../tmf/petition.ts';
import { encodeStateResponse } from '../tmf/state-response.ts';
import { TMF_URIS } from '../tmf/uris.ts';
import { Arbiter, type Commissionership, type CommissionershipEnd } from './arbiter.ts';
import { type DatasetSetOutcome, LeaderDatasets } from './datasets.ts';

export type LeaderEvent =
  | {
      readonly type: 'commissioner';
      readonly commissionerId: string;
      readonly sessionId: number;
      readonly locator: number;
    }
  | { readonly type: 'commissioner-gone'; readonly reason: CommissionershipEnd }
  | { readonly type: 'petition-rejected'; readonly commissionerId: string; readonly locator: number }
  | { readonly type: 'dataset-set'; readonly message: DatasetSetMessage; readonly from: string }
  | {
      readonly type: 'dataset-refused';
      readonly message: DatasetSetMessage;
      readonly from: string;
      readonly reason: Extract<DatasetSetOutcome, { accepted: false }>['reason'];
    };

type DatasetSetMessage = ManagementSet['message'];

export interface LeaderOptions {
  readonly agent: TmfAgent;
  readonly store: LeaderStore;
  readonly outlet: NetworkDataOutlet;
  readonly keySequence?: () => number;
  readonly storeFailed?: (thrown: unknown) => void;
  readonly listener?: (event: LeaderEvent) => void;
}

/** Nobody may join. */
const NO_STEERING = Uint8Array.of(0);

export class Leader {
  readonly #options: LeaderOptions;
  readonly #arbiter: Arbiter;
  readonly #datasets: LeaderDatasets;
  readonly #release: readonly (() => void)[];
  /** What the Commissioner set; the Leader adds session id and locator. */
  #commissioning: CommissionerDataset = {};

  constructor(options: LeaderOptions, ports: RolePorts) {
    const { agent, outlet } = options;
    this.#options = options;
    this.#datasets = new LeaderDatasets({ ...options, ...ports });
    this.#arbiter = new Arbiter({ ...ports, changed: (held, end) => this.#changed(held, end) });
    const serve = agent.serve.bind(agent);
    this.#release = [
      agent.udp.claimAnycast(LEADER_ALOC16),
      serve(TMF_URIS.LEAD_PET, (request) => this.#petition(request)),
      serve(TMF_URIS.LEAD_KA, (request) => this.#keepAlive(request)),
      serve(TMF_URIS.MGMT_COMMISSIONER_GET, ({ payload }) => this.#getCommissioning(payload)),
      serve(TMF_URIS.MGMT_COMMISSIONER_SET, ({ payload }) => state(this.#setCommissioning(payload))),
      serveDatasets(agent, this.#datasets),
      serve(TMF_URIS.MGMT_ACTIVE_SET, (request) => this.#setDataset('MGMT_ACTIVE_SET', request)),
      serve(TMF_URIS.MGMT_ACTIVE_REPLACE, (request) => this.#setDataset('MGMT_ACTIVE_REPLACE', request)),
      serve(TMF_URIS.MGMT_PENDING_SET, (request) => this.#setDataset('MGMT_PENDING_SET', request)),
    ];
    outlet.publishCommissioningData(new Uint8Array(0));
  }

  get commissioner(): Commissionership | undefined {
    return this.#arbiter.held;
  }

  get datasets(): LeaderDatasets {
    return this.#datasets;
  }

  /** Stops being the Leader. What the store holds stays. */
  close(): void {
    for (const release of this.#release) release();
    this.#arbiter.close();
    this.#datasets.close();
  }

  /** Thread 1.1.1 §8.7: from a routing locator, which becomes the Border Agent Locator. */
  #petition({ payload, fromLocator }: TmfRequest): Uint8Array {
    const commissionerId = readOrUndefined(payload, decodePetitionRequest)?.commissionerId;
    if (commissionerId === undefined || commissionerId === '' || fromLocator === undefined || isAnycast(fromLocator)) {
      return encodePetitionResponse({ state: 'reject' });
    }
    const verdict = this.#arbiter.petition(commissionerId, fromLocator);
    if (verdict.accepted) {
      const { sessionId } = verdict;
      return encodePetitionResponse({ state: 'accept', commissionerId, sessionId });
    }
    this.#options.listener?.({ type: 'petition-rejected', commissionerId, locator: fromLocator });
    const holder = verdict.commissionerId;
    return encodePetitionResponse(
      holder === undefined ? { state: 'reject' } : { state: 'reject', commissionerId: holder },
    );
  }

  #keepAlive({ payload, fromLocator }: TmfRequest): Uint8Array {
    const request = readOrUndefined(payload, decodeKeepAliveRequest);
    if (request === undefined || fromLocator === undefined || isAnycast(fromLocator)) return state(false);
    return state(this.#arbiter.keepAlive(request.sessionId, request.state === 'accept', fromLocator));
  }

  /** Thread 1.1.1 §8.7.3: of the present session, and never with a Border Agent Locator. */
  #setCommissioning(payload: Uint8Array): boolean {
    const dataset = readOrUndefined(payload, decodeCommissionerDataset);
    const held = this.#arbiter.held;
    if (dataset === undefined || held === undefined) return false;
    if (dataset.sessionId !== held.sessionId || dataset.borderAgentLocator !== undefined) return false;
    this.#commissioning = dataset;
    this.#publishCommissioning(held);
    return true;
  }

  #getCommissioning(payload: Uint8Array): Uint8Array | CoapResponse {
    return answerCommissionerGet(payload, this.#commissioningData(this.#arbiter.held)) ?? respond(CODES.BAD_REQUEST);
  }

  #setDataset(message: DatasetSetMessage, { payload, from }: TmfRequest): Uint8Array {
    const { listener } = this.#options;
    const outcome = this.#datasets.set(message, payload, this.#arbiter.held?.sessionId);
    if (outcome.accepted) listener?.({ type: 'dataset-set', message, from });
    else listener?.({ type: 'dataset-refused', message, from, reason: outcome.reason });
    if (outcome.accepted && outcome.tellCommissioner) this.#tellCommissioner();
    return state(outcome.accepted);
  }

  /** The Commissioner hears of changes that others made (Thread 1.1.1 §8.7). */
  #tellCommissioner(): void {
    const held = this.#arbiter.held;
    if (held === undefined) return;
    const { agent } = this.#options;
    const address = agent.addressOf(commissionerAloc16(held.sessionId));
    // It is only told; a Commissioner that does not answer is found out by its keep-alive.
    agent.request({ address }, TMF_URIS.MGMT_DATASET_CHANGED, new Uint8Array(0)).catch(() => undefined);
  }

  #changed(held: Commissionership | undefined, end: CommissionershipEnd | undefined): void {
    if (held === undefined || this.#commissioning.sessionId !== held.sessionId)
      this.#commissioning = { steeringData: NO_STEERING };
    this.#publishCommissioning(held);
    if (end !== undefined) this.#options.listener?.({ type: 'commissioner-gone', reason: end });
    else if (held !== undefined) this.#options.listener?.({ type: 'commissioner', ...held });
  }

  #publishCommissioning(held: Commissionership | undefined): void {
    this.#options.outlet.publishCommissioningData(this.#commissioningData(held));
  }

  /** After a Commissioner has gone, its session id is spent and nothing else is left. */
  #commissioningData(held: Commissionership | undefined): Uint8Array {
    if (held === undefined) return encodeCommissionerDataset({ sessionId: this.#arbiter.sessionId });
    const { locator, sessionId } = held;
    return encodeCommissionerDataset({ ...this.#commissioning, borderAgentLocator: locator, sessionId });
  }
}

function state(isAccepted: boolean): Uint8Array {
  return encodeStateResponse({ state: isAccepted ? 'accept' : 'reject' });
}

function isAnycast(locator: number): boolean {
  return locator >= LEADER_ALOC16;
}
