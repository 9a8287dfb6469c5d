/**
 * The relay between a joiner and the Commissioner: RLY_RX.ntf carries what the joiner sent, RLY_TX.ntf what it is to get
 * (Thread 1.1.1 §8.4.3, §8.4.4). Both are non-confirmable and have no answer.
 */

import type { Secret } from '@sallyport/core';
import { TLVS } from '../tlv/table.ts';
import { BodyReader, BodyWriter, type OtherTlvs } from './body.ts';

export interface RelayRx extends OtherTlvs {
  readonly joinerUdpPort: number;
  /** Interface identifier of the joiner's link-local address, 8 bytes. */
  readonly joinerIid: Uint8Array;
  /** RLOC16 of the Joiner Router. */
  readonly joinerRouterLocator: number;
  /** One DTLS datagram. */
  readonly dtls: Uint8Array;
}

export interface RelayTx extends RelayRx {
  /** With it the Joiner Router entrusts the joiner with the network's credentials, and only then. */
  readonly kek?: Secret;
}

export function encodeRelayRx(relay: RelayRx): Uint8Array {
  return writerOf(relay).add(TLVS.joinerDtlsEncapsulation, relay.dtls).bytes(relay);
}

export function encodeRelayTx(relay: RelayTx): Uint8Array {
  return writerOf(relay)
    .add(TLVS.joinerRouterKek, relay.kek)
    .add(TLVS.joinerDtlsEncapsulation, relay.dtls)
    .bytes(relay);
}

function writerOf({ joinerUdpPort, joinerIid, joinerRouterLocator }: RelayRx): BodyWriter {
  return new BodyWriter()
    .add(TLVS.joinerUdpPort, joinerUdpPort)
    .add(TLVS.joinerIid, joinerIid)
    .add(TLVS.joinerRouterLocator, joinerRouterLocator);
}

/**
 * The datagram is a view of `bytes`.
 * @throws E_THREAD_TLV_…
 */
export function decodeRelayRx(bytes: Uint8Array): RelayRx {
  const body = new BodyReader('RLY_RX.ntf', bytes);
  return { ...readRelay(body), ...body.rest() };
}

/**
 * The datagram is a view of `bytes`.
 * @throws E_THREAD_TLV_…
 */
export function decodeRelayTx(bytes: Uint8Array): RelayTx {
  const body = new BodyReader('RLY_TX.ntf', bytes);
  const kek = body.optional(TLVS.joinerRouterKek);
  return { ...readRelay(body), ...(kek === undefined ? {} : { kek }), ...body.rest() };
}

function readRelay(body: BodyReader): RelayRx {
  return {
    joinerUdpPort: body.required(TLVS.joinerUdpPort),
    joinerIid: body.required(TLVS.joinerIid),
    joinerRouterLocator: body.required(TLVS.joinerRouterLocator),
    dtls: body.required(TLVS.joinerDtlsEncapsulation),
  };
}
