/** Reading and changing a network, and asking its nodes: the MGMT_ requests of a Commissioner (Thread 1.1.1 §8.7). */

import type { Milliseconds } from '@sallyport/core';
import type { OperationalDataset } from '../dataset/operational-dataset.ts';
import { channelMaskOf } from '../network/channel.ts';
import { isMulticast } from '../node/addresses.ts';
import { readResponse, requireAccepted } from '../node/responses.ts';
import type { TlvDefinition } from '../tlv/definition.ts';
import { encodeAnnounceBegin } from '../tmf/announce-begin.ts';
import {
  type CommissionerDataset,
  decodeCommissionerDataset,
  encodeCommissionerDataset,
} from '../tmf/commissioner-dataset.ts';
import { decodeDatasetGetResponse, encodeDatasetSetRequest } from '../tmf/dataset-management.ts';
import { encodeEnergyScan } from '../tmf/energy-scan.ts';
import { encodeGetRequest } from '../tmf/get-request.ts';
import { encodePanIdQuery } from '../tmf/pan-id-query.ts';
import { TMF_URIS, type TmfUri } from '../tmf/uris.ts';
import type { CommissionerLink } from './link.ts';

export interface Announcement {
  readonly channels: readonly number[];
  readonly count: number;
  readonly period: Milliseconds;
}

export interface PanIdQuestion {
  readonly channels: readonly number[];
  readonly panId: number;
}

export interface EnergyQuestion {
  readonly channels: readonly number[];
  /** Measurements of each channel, at most 3 at some peers. */
  readonly count: number;
  /** From one measurement to the next. */
  readonly period: Milliseconds;
  /** Of each measurement. */
  readonly duration: Milliseconds;
}

/** The part of the Commissioner Dataset that a Commissioner may set. */
export type CommissionerDatasetChange = Omit<CommissionerDataset, 'sessionId' | 'borderAgentLocator'>;

export class Management {
  readonly #link: () => CommissionerLink;
  /** Gives the session id while active. @throws E_THREAD_STATE */
  readonly #session: () => number;

  constructor(link: () => CommissionerLink, session: () => number) {
    this.#link = link;
    this.#session = session;
  }

  /**
   * The Active Operational Dataset, or the TLVs named of it.
   * @throws E_THREAD_RESPONSE, E_THREAD_TLV_…, E_COAP_TIMEOUT, E_THREAD_CLOSED
   */
  getActiveDataset(...only: readonly TlvDefinition<unknown>[]): Promise<OperationalDataset> {
    return this.#getDataset(TMF_URIS.MGMT_ACTIVE_GET, only);
  }

  /** The Pending Operational Dataset: without any TLV when there is none. Errors as of {@link getActiveDataset}. */
  getPendingDataset(...only: readonly TlvDefinition<unknown>[]): Promise<OperationalDataset> {
    return this.#getDataset(TMF_URIS.MGMT_PENDING_GET, only);
  }

  /** Errors as of {@link getActiveDataset}. */
  async getCommissionerDataset(): Promise<CommissionerDataset> {
    const response = await this.#link().read(TMF_URIS.MGMT_COMMISSIONER_GET, encodeGetRequest());
    return decodeCommissionerDataset(readResponse(response));
  }

  /**
   * Sets the whole of it: what is not given is taken away.
   * @throws E_THREAD_STATE, E_THREAD_MANAGEMENT_REJECTED, and as {@link getActiveDataset}
   */
  async setCommissionerDataset(change: CommissionerDatasetChange): Promise<void> {
    const payload = encodeCommissionerDataset({ ...change, sessionId: this.#session() });
    requireAccepted(await this.#link().askLeader(TMF_URIS.MGMT_COMMISSIONER_SET, payload), 'the Commissioner Dataset');
  }

  /**
   * Changes the Active Operational Dataset by the TLVs given, with a newer Active Timestamp among them.
   * @throws E_THREAD_STATE, E_THREAD_MANAGEMENT_REJECTED, and as {@link getActiveDataset}
   */
  setActiveDataset(change: OperationalDataset): Promise<void> {
    return this.#setDataset(TMF_URIS.MGMT_ACTIVE_SET, change, 'the Active Operational Dataset');
  }

  /** The same with timestamps and Delay Timer for the Pending Operational Dataset. */
  setPendingDataset(change: OperationalDataset): Promise<void> {
    return this.#setDataset(TMF_URIS.MGMT_PENDING_SET, change, 'the Pending Operational Dataset');
  }

  /** Has nodes announce their network on these channels. @throws E_THREAD_STATE, and when one node is asked as {@link getActiveDataset} */
  announce(address: string, { channels, count, period }: Announcement): Promise<void> {
    const announce = { sessionId: this.#session(), channelMask: channelMaskOf(channels), count, period };
    return this.#ask(address, TMF_URIS.MGMT_ANNOUNCE_BEGIN, encodeAnnounceBegin(announce));
  }

  /** Asks nodes whether they hear another network with a PAN ID; each that does answers by an event `pan-id-conflict`. */
  queryPanId(address: string, { channels, panId }: PanIdQuestion): Promise<void> {
    const query = { sessionId: this.#session(), channelMask: channelMaskOf(channels), panId };
    return this.#ask(address, TMF_URIS.MGMT_PANID_QUERY, encodePanIdQuery(query));
  }

  /** Asks nodes to measure the energy on these channels; each answers by an event `energy-report`. */
  scanEnergy(address: string, { channels, count, period, duration }: EnergyQuestion): Promise<void> {
    const scan = {
      sessionId: this.#session(),
      channelMask: channelMaskOf(channels),
      count,
      period,
      scanDuration: duration,
    };
    return this.#ask(address, TMF_URIS.MGMT_ED_SCAN, encodeEnergyScan(scan));
  }

  async #getDataset(path: TmfUri, only: readonly TlvDefinition<unknown>[]): Promise<OperationalDataset> {
    const types = only.map(({ type }) => type);
    const response = await this.#link().read(path, encodeGetRequest(types.length === 0 ? {} : { types }));
    return decodeDatasetGetResponse(readResponse(response));
  }

  async #setDataset(path: TmfUri, change: OperationalDataset, what: string): Promise<void> {
    const payload = encodeDatasetSetRequest({ sessionId: this.#session(), dataset: change });
    requireAccepted(await this.#link().askLeader(path, payload), what);
  }

  async #ask(address: string, path: TmfUri, payload: Uint8Array): Promise<void> {
    if (isMulticast(address)) this.#link().tellNodes(address, path, payload);
    else readResponse(await this.#link().askNode(address, path, payload));
  }
}
