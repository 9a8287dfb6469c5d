/** The Join-accept that lets a device in (TS001 §6.2.6, LoRaWAN 1.1 §6.2.3). */

import { createDecipheriv } from 'node:crypto';
import { concat } from '@sallyport/core';
import { aesCmac } from '@sallyport/crypto';
import { fail } from '../errors.ts';
import { LENGTHS, littleEndian, octetsOf } from './identifiers.ts';

export interface JoinAccept {
  /** 24 bits. */
  readonly joinNonce: number;
  readonly netId: string;
  readonly devAddr: string;
  /** One octet; its highest bit is OptNeg. */
  readonly dlSettings: number;
  /** Seconds, 0 to 15. */
  readonly rxDelay: number;
  /** 16 octets, or none. */
  readonly cfList: Uint8Array | undefined;
}

/** What the MIC of LoRaWAN 1.1 covers besides (§6.2.3): which request it answers. */
export interface Answered {
  /** 0xFF for a Join-request, otherwise the type of the Rejoin-request. */
  readonly requestType: number;
  readonly joinEui: string;
  /** DevNonce or RJcount. */
  readonly nonce: number;
}

const MHDR = Uint8Array.of(0x20);
const CF_LIST = 16;
export const OPT_NEG = 0x80;

/**
 * The whole frame. `micKey` and `answered` belong together: AppKey, or NwkKey without OptNeg, cover the frame alone; JSIntKey
 * covers `answered` too.
 * @throws E_LORAWAN_ARGUMENT
 */
export function encodeJoinAccept(
  accept: JoinAccept,
  keys: { readonly mic: Uint8Array; readonly encryption: Uint8Array },
  answered: Answered | undefined,
): Uint8Array {
  const { joinNonce, netId, devAddr, dlSettings, rxDelay, cfList = new Uint8Array(0) } = accept;
  if (cfList.length !== 0 && cfList.length !== CF_LIST) throw fail('E_LORAWAN_ARGUMENT', 'a CFList has 16 octets');
  const fields = concat(
    octetsOf(joinNonce, 3),
    littleEndian(netId, LENGTHS.netId),
    littleEndian(devAddr, LENGTHS.devAddr),
    Uint8Array.of(dlSettings, rxDelay),
    cfList,
  );
  const mic = aesCmac(keys.mic, concat(prefix(answered), MHDR, fields)).subarray(0, 4);
  // The device has AES encryption only, so this side decrypts (TS001 §6.2.6).
  const cipher = createDecipheriv('aes-128-ecb', keys.encryption, null).setAutoPadding(false);
  return concat(MHDR, cipher.update(concat(fields, mic)), cipher.final());
}

function prefix(answered: Answered | undefined): Uint8Array {
  if (answered === undefined) return new Uint8Array(0);
  const { requestType, joinEui, nonce } = answered;
  return concat(Uint8Array.of(requestType), littleEndian(joinEui, LENGTHS.eui), octetsOf(nonce, 2));
}
