/**
 * The Commissioner Dataset: MGMT_COMMISSIONER_SET.req and MGMT_COMMISSIONER_GET.rsp (Thread 1.1.1 §8.7.3). The Leader holds
 * it in the Network Data, so that every Joiner Router knows who may join and where the Commissioner is.
 */

import { TLVS } from '../tlv/table.ts';
import { BodyReader, BodyWriter, type OtherTlvs } from './body.ts';

export interface CommissionerDataset extends OtherTlvs {
  /** RLOC16 of the Border Agent. The Leader's to write: a request with it is rejected. */
  readonly borderAgentLocator?: number;
  /** Required in a request; the decoders here leave that to the Leader, who must answer `reject`. */
  readonly sessionId?: number;
  /** Bloom filter of who may join, 1 to 16 bytes. */
  readonly steeringData?: Uint8Array;
  readonly joinerUdpPort?: number;
  /** Commercial Commissioning (Thread 1.2): the same for its two ways in. */
  readonly aeSteeringData?: Uint8Array;
  readonly nmkpSteeringData?: Uint8Array;
  readonly aeUdpPort?: number;
  readonly nmkpUdpPort?: number;
}

export function encodeCommissionerDataset(dataset: CommissionerDataset): Uint8Array {
  return new BodyWriter()
    .add(TLVS.borderAgentLocator, dataset.borderAgentLocator)
    .add(TLVS.commissionerSessionId, dataset.sessionId)
    .add(TLVS.steeringData, dataset.steeringData)
    .add(TLVS.joinerUdpPort, dataset.joinerUdpPort)
    .add(TLVS.aeSteeringData, dataset.aeSteeringData)
    .add(TLVS.nmkpSteeringData, dataset.nmkpSteeringData)
    .add(TLVS.aeUdpPort, dataset.aeUdpPort)
    .add(TLVS.nmkpUdpPort, dataset.nmkpUdpPort)
    .bytes(dataset);
}

/** @throws E_THREAD_TLV_… */
export function decodeCommissionerDataset(bytes: Uint8Array): CommissionerDataset {
  const body = new BodyReader('MGMT_COMMISSIONER', bytes);
  const borderAgentLocator = body.optional(TLVS.borderAgentLocator);
  const sessionId = body.optional(TLVS.commissionerSessionId);
  const steeringData = body.optional(TLVS.steeringData);
  const joinerUdpPort = body.optional(TLVS.joinerUdpPort);
  const aeSteeringData = body.optional(TLVS.aeSteeringData);
  const nmkpSteeringData = body.optional(TLVS.nmkpSteeringData);
  const aeUdpPort = body.optional(TLVS.aeUdpPort);
  const nmkpUdpPort = body.optional(TLVS.nmkpUdpPort);
  return {
    ...(borderAgentLocator === undefined ? {} : { borderAgentLocator }),
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(steeringData === undefined ? {} : { steeringData }),
    ...(joinerUdpPort === undefined ? {} : { joinerUdpPort }),
    ...(aeSteeringData === undefined ? {} : { aeSteeringData }),
    ...(nmkpSteeringData === undefined ? {} : { nmkpSteeringData }),
    ...(aeUdpPort === undefined ? {} : { aeUdpPort }),
    ...(nmkpUdpPort === undefined ? {} : { nmkpUdpPort }),
    ...body.rest(),
  };
}
