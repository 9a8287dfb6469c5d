/** The pledge's own voucher-request inside the registrar's: proof of proximity (RFC 8995 §5.5.5, §5.5.6). */

import { type Clock, toHex } from '@sallyport/core';
import { Certificate } from '@sallyport/pki';
import { type ArtifactContentType, SignedArtifact, type VerifiedArtifact, verifyArtifact } from '../artifact/index.ts';
import { spkiFingerprint } from '../domain-id.ts';
import { PathMemory } from '../server/path-memory.ts';
import { rethrowing } from '../server/refusal.ts';
import { serialNumberIn } from '../server/serial-number.ts';
import type { CompleteMasaConfig } from './config.ts';
import { fail, MASA_ERRORS } from './errors.ts';
import type { MadeDevice } from './ports.ts';
import type { OpenedRequest } from './registrar-request.ts';

/** What the pledge proved. */
export interface PriorRequest {
  readonly idevid: Certificate;
  /** The anchor of this manufacturer that the IDevID leads to. */
  readonly anchor: Certificate;
  readonly contentType: ArtifactContentType;
}

export class PriorRequests {
  readonly #config: CompleteMasaConfig;
  readonly #paths: PathMemory;

  constructor(config: CompleteMasaConfig, clock: Clock) {
    this.#config = config;
    this.#paths = new PathMemory(clock);
  }

  /**
   * @param keys SHA-256 of the SubjectPublicKeyInfo of each certificate in the registrar's chain, hexadecimal
   * @throws E_BRSKI_MASA_PRIOR_SYNTAX, E_BRSKI_MASA_PRIOR_SIGNATURE, E_BRSKI_MASA_PRIOR_SERIAL,
   * E_BRSKI_MASA_PRIOR_PROXIMITY, E_BRSKI_MASA_NONCE_MISMATCH
   */
  verify(cms: Uint8Array, request: OpenedRequest, device: MadeDevice, keys: readonly string[]): PriorRequest {
    return rethrowing(
      () => this.#verify(cms, request, device, keys),
      (cause) => fail('E_BRSKI_MASA_PRIOR_SIGNATURE', 'a certificate of the prior request cannot be read', { cause }),
      MASA_ERRORS,
    );
  }

  #verify(cms: Uint8Array, request: OpenedRequest, device: MadeDevice, keys: readonly string[]): PriorRequest {
    const verified = open(cms);
    const { signer, artifact } = verified;
    const anchor = this.#judge(signer, verified.certificates);
    const serialNumber = serialNumberIn(signer, this.#config.serialNumberField);
    // RFC 8995 §5.5.5: the number "MUST match the pledge serial-number that the MASA extracts from the signing
    // certificate", so what the pledge merely wrote has to agree as well.
    if (serialNumber !== request.serialNumber || artifact.attributes.serialNumber !== serialNumber) {
      throw fail('E_BRSKI_MASA_PRIOR_SERIAL', 'the serial numbers of request, prior request and IDevID differ');
    }
    if (device.idevidKey !== undefined && toHex(spkiFingerprint(signer)) !== device.idevidKey) {
      throw fail(
        'E_BRSKI_MASA_PRIOR_SIGNATURE',
        'the prior request is signed by another key than the device was made with',
      );
    }
    checkProximity(artifact.attributes.proximityRegistrarCert, keys);
    // RFC 8995 §5.5.6: "If the registrar voucher-request contains a nonce, and the prior-signed-voucher-request exists,
    // then the MASA MUST verify that the nonce is consistent."
    if (request.nonce !== undefined && artifact.attributes.nonce !== request.nonce) {
      throw fail('E_BRSKI_MASA_NONCE_MISMATCH', 'the nonces of request and prior request differ');
    }
    return { idevid: signer, anchor, contentType: verified.signed.contentType };
  }

  /** The anchor of a valid IDevID. */
  #judge(idevid: Certificate, others: readonly Certificate[]): Certificate {
    const { idevidAnchors: anchors, idevidIntermediates = [], ignoreIdevidLifetimes } = this.#config;
    const intermediates = [...others, ...idevidIntermediates];
    const ignoreLifetimes = ignoreIdevidLifetimes === true;
    return rethrowing(
      () => this.#paths.anchorOf({ leaf: idevid, intermediates, anchors, ignoreLifetimes }),
      (cause) =>
        fail('E_BRSKI_MASA_PRIOR_SIGNATURE', 'the prior request is not signed by a valid IDevID of this maker', {
          cause,
        }),
    );
  }
}

function open(cms: Uint8Array): VerifiedArtifact {
  const signed = rethrowing(
    () => SignedArtifact.parse(cms, 'voucher-request'),
    (cause) => fail('E_BRSKI_MASA_PRIOR_SYNTAX', 'the prior request cannot be read', { cause }),
  );
  return rethrowing(
    () => verifyArtifact(signed, { signatureOnly: true }),
    (cause) => fail('E_BRSKI_MASA_PRIOR_SIGNATURE', 'the signature of the prior request does not hold', { cause }),
  );
}

/**
 * RFC 8995 §5.5.5: the SPKI fingerprint of proximity-registrar-cert "exists within the registrar voucher-request CMS
 * signature's certificate chain".
 */
function checkProximity(proximity: Uint8Array | undefined, keys: readonly string[]): void {
  if (proximity === undefined) {
    throw fail('E_BRSKI_MASA_PRIOR_PROXIMITY', 'the prior request has no proximity-registrar-cert');
  }
  const certificate = rethrowing(
    () => Certificate.parse(proximity),
    (cause) => fail('E_BRSKI_MASA_PRIOR_SYNTAX', 'proximity-registrar-cert cannot be read', { cause }),
  );
  if (!keys.includes(toHex(spkiFingerprint(certificate)))) {
    throw fail('E_BRSKI_MASA_PRIOR_PROXIMITY', "the pledge met a registrar outside the request's chain");
  }
}
