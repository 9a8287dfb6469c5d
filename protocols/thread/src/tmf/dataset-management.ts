/**
 * MGMT_ACTIVE_GET/SET and MGMT_PENDING_GET/SET: reading and changing the Operational Datasets (Thread 1.1.1 §8.7.4, §8.7.5). A GET's
 * answer and a SET's request are datasets, whole or in part; a Commissioner's request has its session id beside them.
 */

import { OperationalDataset } from '../dataset/operational-dataset.ts';
import { makeTlv } from '../tlv/definition.ts';
import { TLVS } from '../tlv/table.ts';
import { encodeTlvs } from '../tlv/tlv.ts';

export interface DatasetSetRequest {
  /** The Commissioner's session; absent when another node asks. */
  readonly sessionId?: number;
  readonly dataset: OperationalDataset;
}

/** For MGMT_ACTIVE_SET, MGMT_ACTIVE_REPLACE and MGMT_PENDING_SET. */
export function encodeDatasetSetRequest({ sessionId, dataset }: DatasetSetRequest): Uint8Array {
  const session = sessionId === undefined ? [] : [makeTlv(TLVS.commissionerSessionId, sessionId)];
  return encodeTlvs([...session, ...dataset.tlvs]);
}

/** @throws E_THREAD_TLV_…, E_THREAD_DATASET_TOO_LARGE */
export function decodeDatasetSetRequest(bytes: Uint8Array): DatasetSetRequest {
  const all = OperationalDataset.decode(bytes);
  const sessionId = all.get(TLVS.commissionerSessionId);
  return {
    ...(sessionId === undefined ? {} : { sessionId }),
    dataset: all.without(TLVS.commissionerSessionId),
  };
}

/** The answer to a GET: the TLVs that were asked for and are there; empty when there is no dataset. */
export function encodeDatasetGetResponse(dataset: OperationalDataset | undefined): Uint8Array {
  return dataset?.encode() ?? new Uint8Array(0);
}

/** @throws E_THREAD_TLV_…, E_THREAD_DATASET_TOO_LARGE */
export function decodeDatasetGetResponse(bytes: Uint8Array): OperationalDataset {
  return OperationalDataset.decode(bytes);
}
