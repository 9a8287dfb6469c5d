/** The document in which a device remembers its birth and its owner. */

import {
  fromBase64,
  isJsonObject,
  isSallyportError,
  type JsonObject,
  type JsonValue,
  parseJson,
  reasonOf,
  toBase64,
  utf8,
} from '@sallyport/core';
import { Certificate } from '@sallyport/pki';
import { fail } from './errors.ts';

/** What the factory left in the device. */
export interface Birth {
  /** Name of the birth key in the key store. */
  readonly keyName: string;
  readonly idevid: Certificate;
  /** The IDevID's issuers, nearest first; may be empty. */
  readonly chain: readonly Certificate[];
  /** What vouchers are judged by (RFC 8995 §9.1.3). */
  readonly voucherAnchors: readonly Certificate[];
}

/** What the owner's domain gave the device. */
export interface Ownership {
  readonly keyName: string;
  readonly ldevid: Certificate;
  /** The LDevID's issuers up to the anchor, which is left out. */
  readonly chain: readonly Certificate[];
  /** The domain's CA certificates (RFC 8995 §5.9.1). */
  readonly anchors: readonly Certificate[];
  /** CMS DER; undefined when a person let the device in without one (RFC 8995 §7.2). */
  readonly voucher: Uint8Array | undefined;
  readonly since: Date;
}

export interface DeviceState {
  readonly birth: Birth | undefined;
  readonly ownership: Ownership | undefined;
}

export const BLANK: DeviceState = { birth: undefined, ownership: undefined };

const VERSION = 1;
const LIMITS = { maxBytes: 1 << 20, maxDepth: 6 };

export function encodeState({ birth, ownership }: DeviceState): Uint8Array {
  const document = {
    version: VERSION,
    ...(birth === undefined
      ? {}
      : {
          birth: {
            key: birth.keyName,
            idevid: toBase64(birth.idevid.der),
            chain: list(birth.chain),
            voucherAnchors: list(birth.voucherAnchors),
          },
        }),
    ...(ownership === undefined
      ? {}
      : {
          ownership: {
            key: ownership.keyName,
            ldevid: toBase64(ownership.ldevid.der),
            chain: list(ownership.chain),
            anchors: list(ownership.anchors),
            ...(ownership.voucher === undefined ? {} : { voucher: toBase64(ownership.voucher) }),
            since: ownership.since.toISOString(),
          },
        }),
  };
  return utf8(`${JSON.stringify(document, undefined, 2)}\n`);
}

/** @throws E_DEVICE_STATE */
export function decodeState(document: Uint8Array): DeviceState {
  try {
    const root = object(parseJson(document, LIMITS), 'the document');
    if (root['version'] !== VERSION) throw fail('E_DEVICE_STATE', 'the device state is of another version');
    return {
      birth: root['birth'] === undefined ? undefined : readBirth(object(root['birth'], 'birth')),
      ownership: root['ownership'] === undefined ? undefined : readOwnership(object(root['ownership'], 'ownership')),
    };
  } catch (cause) {
    if (!isSallyportError(cause) || cause.code === 'E_DEVICE_STATE') throw cause;
    throw fail('E_DEVICE_STATE', `the device state cannot be read: ${reasonOf(cause)}`, { cause });
  }
}

function readBirth(from: JsonObject): Birth {
  return {
    keyName: text(from, 'key'),
    idevid: certificate(text(from, 'idevid')),
    chain: certificates(from, 'chain'),
    voucherAnchors: certificates(from, 'voucherAnchors'),
  };
}

function readOwnership(from: JsonObject): Ownership {
  const since = new Date(text(from, 'since'));
  if (Number.isNaN(since.getTime())) throw fail('E_DEVICE_STATE', 'since is no date');
  return {
    keyName: text(from, 'key'),
    ldevid: certificate(text(from, 'ldevid')),
    chain: certificates(from, 'chain'),
    anchors: certificates(from, 'anchors'),
    voucher: from['voucher'] === undefined ? undefined : fromBase64(text(from, 'voucher')),
    since,
  };
}

function list(all: readonly Certificate[]): readonly string[] {
  return all.map(({ der }) => toBase64(der));
}

function certificate(base64: string): Certificate {
  return Certificate.parse(fromBase64(base64));
}

function certificates(from: JsonObject, name: string): readonly Certificate[] {
  const value = from[name];
  if (!Array.isArray(value)) throw fail('E_DEVICE_STATE', `${name} is no list`);
  return value.map((each: JsonValue) => {
    if (typeof each !== 'string') throw fail('E_DEVICE_STATE', `${name} is no list of certificates`);
    return certificate(each);
  });
}

function text(from: JsonObject, name: string): string {
  const value = from[name];
  if (typeof value !== 'string') throw fail('E_DEVICE_STATE', `${name} is no text`);
  return value;
}

function object(value: JsonValue | undefined, name: string): JsonObject {
  if (!isJsonObject(value)) throw fail('E_DEVICE_STATE', `${name} is no object`);
  return value;
}
