/**
 * The supply-chain hand-over file: what a maker gives an owner with a delivery, so that the owner's registrar knows
 * whose devices to accept and where their MASA is. A JSON document signed as CMS by the manufacturer.
 *
 * The owner compares the signer's fingerprint with one that came another way (contract, purchase order).
 */

import { fromBase64, isJsonObject, type JsonObject, parseJson, toBase64, utf8 } from '@sallyport/core';
import { Certificate, type Signer } from '@sallyport/pki';
import { DEFAULT_CMS_LIMITS, SignedData, signCms, verifyCmsSignature } from '@sallyport/pki/cms';
import { fail } from './errors.ts';

const VERSION = 1;
const LIMITS = { maxBytes: 64 << 20, maxDepth: 8 };
/** A delivery of ten thousand devices is larger than any other CMS in this house. */
const CMS_LIMITS = { ...DEFAULT_CMS_LIMITS, maxBytes: LIMITS.maxBytes };

export interface HandOverDevice {
  readonly serialNumber: string;
  readonly model: string | undefined;
  /** Lower-case hex SHA-256 of the IDevID certificate. */
  readonly idevidFingerprint: string;
}

export interface HandOver {
  readonly manufacturer: string;
  readonly soldTo: string;
  readonly at: Date;
  /** Anchors of the IDevIDs. */
  readonly idevidAnchors: readonly Certificate[];
  /** Base URL of the MASA, as the IDevIDs have it. */
  readonly masaUrl: string;
  /** Anchors of the MASA's TLS certificate. */
  readonly masaTlsAnchors: readonly Certificate[];
  /** Anchors of the MASA's voucher signatures, for the owner's audit. */
  readonly voucherAnchors: readonly Certificate[];
  readonly devices: readonly HandOverDevice[];
}

/** A hand-over whose signature is good; whether to believe its signer is the owner's decision. */
export interface SignedHandOver {
  readonly handOver: HandOver;
  readonly signer: Certificate;
}

export async function sealHandOver(
  handOver: HandOver,
  by: { readonly certificate: Certificate; readonly signer: Signer },
): Promise<Uint8Array> {
  const encoded = (certificates: readonly Certificate[]) =>
    certificates.map((certificate) => toBase64(certificate.der));
  const document = {
    version: VERSION,
    manufacturer: handOver.manufacturer,
    soldTo: handOver.soldTo,
    at: handOver.at.toISOString(),
    idevidAnchors: encoded(handOver.idevidAnchors),
    masaUrl: handOver.masaUrl,
    masaTlsAnchors: encoded(handOver.masaTlsAnchors),
    voucherAnchors: encoded(handOver.voucherAnchors),
    devices: handOver.devices.map(({ serialNumber, model, idevidFingerprint }) => ({
      serialNumber,
      ...(model === undefined ? {} : { model }),
      idevidFingerprint,
    })),
  };
  return signCms({ content: utf8(JSON.stringify(document)), signers: [by], signingTime: handOver.at });
}

/**
 * Opens a hand-over file and checks its signature. With `expectedSigner` (the fingerprint of the signer's certificate,
 * hexadecimal, colons allowed) it checks the signer too; without, whether to believe it is left to the caller.
 * @throws E_HAND_OVER_SYNTAX, E_HAND_OVER_SIGNER, E_CMS_…, E_PKI_…, E_DER_…
 */
export function openHandOver(file: Uint8Array, expectedSigner?: string): SignedHandOver {
  const { content, signers } = verifyCmsSignature(SignedData.parse(file, CMS_LIMITS));
  const [signer] = signers;
  if (signer === undefined || signers.length !== 1) throw fail('E_HAND_OVER_SYNTAX', 'the file has not one signer');
  if (
    expectedSigner !== undefined &&
    signer.certificate.fingerprint() !== expectedSigner.replaceAll(':', '').toLowerCase()
  ) {
    throw fail('E_HAND_OVER_SIGNER', `the file is signed by ${signer.certificate.fingerprint()}`);
  }
  const document = parseJson(content, LIMITS);
  if (!isJsonObject(document) || document['version'] !== VERSION) {
    throw fail('E_HAND_OVER_SYNTAX', `the file is no hand-over of version ${VERSION}`);
  }
  const handOver: HandOver = {
    manufacturer: textOf(document, 'manufacturer'),
    soldTo: textOf(document, 'soldTo'),
    at: dateOf(document, 'at'),
    idevidAnchors: certificatesOf(document, 'idevidAnchors'),
    masaUrl: textOf(document, 'masaUrl'),
    masaTlsAnchors: certificatesOf(document, 'masaTlsAnchors'),
    voucherAnchors: certificatesOf(document, 'voucherAnchors'),
    devices: listOf(document, 'devices').map(deviceOf),
  };
  return { handOver, signer: signer.certificate };
}

function deviceOf(value: unknown): HandOverDevice {
  if (!isRecord(value)) throw fail('E_HAND_OVER_SYNTAX', 'a device entry is no object');
  return {
    serialNumber: textOf(value, 'serialNumber'),
    model: value['model'] === undefined ? undefined : textOf(value, 'model'),
    idevidFingerprint: textOf(value, 'idevidFingerprint'),
  };
}

function isRecord(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(object: JsonObject, name: string): string {
  const value = object[name];
  if (typeof value !== 'string' || value === '') throw fail('E_HAND_OVER_SYNTAX', `${name} is missing`);
  return value;
}

function dateOf(object: JsonObject, name: string): Date {
  const date = new Date(textOf(object, name));
  if (Number.isNaN(date.getTime())) throw fail('E_HAND_OVER_SYNTAX', `${name} is no date`);
  return date;
}

function listOf(object: JsonObject, name: string): readonly unknown[] {
  const value = object[name];
  if (!Array.isArray(value)) throw fail('E_HAND_OVER_SYNTAX', `${name} is no list`);
  return value;
}

function certificatesOf(object: JsonObject, name: string): readonly Certificate[] {
  return listOf(object, name).map((value) => {
    if (typeof value !== 'string') throw fail('E_HAND_OVER_SYNTAX', `${name} holds no certificate`);
    return Certificate.parse(fromBase64(value));
  });
}
