/** Session keys from root keys (TS001 §6.2.6; LoRaWAN 1.1 §6.1.1, §6.2.5): one AES block each. */

import { createCipheriv } from 'node:crypto';
import { concat, Secret } from '@sallyport/core';
import { LENGTHS, littleEndian, octetsOf } from '../frame/identifiers.ts';

/** First octets that tell the keys apart. */
const LABELS = {
  fNwkSIntKey: 0x01,
  appSKey: 0x02,
  sNwkSIntKey: 0x03,
  nwkSEncKey: 0x04,
  jsEncKey: 0x05,
  jsIntKey: 0x06,
} as const;

const BLOCK = 16;

/** Keys of LoRaWAN 1.0, and of 1.1 without OptNeg. */
export interface SessionKeys10 {
  readonly generation: '1.0';
  readonly nwkSKey: Secret;
  readonly appSKey: Secret;
}

export interface SessionKeys11 {
  readonly generation: '1.1';
  readonly fNwkSIntKey: Secret;
  readonly sNwkSIntKey: Secret;
  readonly nwkSEncKey: Secret;
  readonly appSKey: Secret;
}

export type SessionKeys = SessionKeys10 | SessionKeys11;

/** `root`: AppKey of LoRaWAN 1.0, NwkKey of 1.1. */
export function deriveKeys10(root: Secret, joinNonce: number, netId: string, devNonce: number): SessionKeys10 {
  const context = concat(octetsOf(joinNonce, 3), littleEndian(netId, LENGTHS.netId), octetsOf(devNonce, 2));
  return {
    generation: '1.0',
    nwkSKey: derive(root, LABELS.fNwkSIntKey, context),
    appSKey: derive(root, LABELS.appSKey, context),
  };
}

/** `nonce`: DevNonce, or RJcount after a Rejoin-request. */
export function deriveKeys11(
  roots: { readonly nwkKey: Secret; readonly appKey: Secret },
  joinNonce: number,
  joinEui: string,
  nonce: number,
): SessionKeys11 {
  const context = concat(octetsOf(joinNonce, 3), littleEndian(joinEui, LENGTHS.eui), octetsOf(nonce, 2));
  return {
    generation: '1.1',
    fNwkSIntKey: derive(roots.nwkKey, LABELS.fNwkSIntKey, context),
    sNwkSIntKey: derive(roots.nwkKey, LABELS.sNwkSIntKey, context),
    nwkSEncKey: derive(roots.nwkKey, LABELS.nwkSEncKey, context),
    appSKey: derive(roots.appKey, LABELS.appSKey, context),
  };
}

/** Proves Rejoin-requests of type 1 and Join-accepts (LoRaWAN 1.1 §6.1.1.4). */
export function deriveJsIntKey(nwkKey: Secret, devEui: string): Secret {
  return derive(nwkKey, LABELS.jsIntKey, littleEndian(devEui, LENGTHS.eui));
}

/** Encrypts Join-accepts that answer a Rejoin-request (LoRaWAN 1.1 §6.1.1.4). */
export function deriveJsEncKey(nwkKey: Secret, devEui: string): Secret {
  return derive(nwkKey, LABELS.jsEncKey, littleEndian(devEui, LENGTHS.eui));
}

function derive(root: Secret, label: number, context: Uint8Array): Secret {
  const block = new Uint8Array(BLOCK);
  block[0] = label;
  block.set(context, 1);
  return Secret.of(createCipheriv('aes-128-ecb', root.expose(), null).setAutoPadding(false).update(block));
}
