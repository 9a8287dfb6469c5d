/**
 * Issuers whose keys are bound by X.509 certificates. Two ways lead to them: the house knows the certificate by the name
 * of its key (`ni:///sha-256;…`), or the claim brings its chain along (`x5c`) and a port judges it.
 */

import { toHex } from '@sallyport/core';
import {
  type Certificate,
  keyIdentifierOf,
  type PathOptions,
  readSubjectAltNameOf,
  validatePath,
} from '@sallyport/pki';
import { fail } from '../errors.ts';
import { claimKeyOf } from '../keys/key-types.ts';
import { isHashUri, keyUri } from '../keys/key-uri.ts';
import type { ControllerResolver, VerificationMethod } from './controller.ts';
import { EVERY_PURPOSE } from './did-key.ts';

/** Gives the certificate of the house whose key has this name, or undefined; the caller answers for its being valid. */
export type HouseCertificates = (uri: string) => Certificate | undefined | Promise<Certificate | undefined>;

/** What came with a claim, to be judged. */
export interface ShownChain {
  readonly leaf: Certificate;
  /** As sent after the leaf, in whatever order. */
  readonly intermediates: readonly Certificate[];
  /** The issuer that the claim names: the certificate must speak for it. */
  readonly issuer: string;
  /** Undefined when dates are not to be looked at. */
  readonly at: Date | undefined;
}

/** Throws unless the chain is trusted and its leaf speaks for the issuer. */
export type ChainJudge = (shown: ShownChain) => void | Promise<void>;

/** @throws (when resolving) E_CLAIMS_CONTROLLER_UNAVAILABLE, E_CLAIMS_KEY_UNSUPPORTED, E_PKI_KEY_UNSUPPORTED */
export function certificateResolver(find: HouseCertificates): ControllerResolver {
  return async (uri) => {
    const certificate = isHashUri(uri) ? await find(uri) : undefined;
    if (certificate === undefined || keyUri(certificate.spki) !== uri) {
      throw fail('E_CLAIMS_CONTROLLER_UNAVAILABLE', 'the house knows no certificate of that key');
    }
    return { id: uri, methods: [methodOfCertificate(certificate, uri)] };
  };
}

/** The verification method that a certificate stands for: it is named after the key, under its issuer. */
export function methodOfCertificate(certificate: Certificate, issuer: string): VerificationMethod {
  return {
    id: issuer === keyUri(certificate.spki) ? issuer : `${issuer}#${toHex(keyIdentifierOf(certificate.spki))}`,
    controller: issuer,
    key: claimKeyOf(certificate.publicKey),
    purposes: EVERY_PURPOSE,
    until: undefined,
  };
}

/**
 * Trusts chains to these anchors, for issuers that the leaf names: by a URI among its subject alternative names, or by
 * its key.
 */
export function trustChains(options: Omit<PathOptions, 'leaf' | 'intermediates' | 'at'>): ChainJudge {
  return ({ leaf, intermediates, issuer, at }) => {
    try {
      validatePath({ keyUsage: 'digitalSignature', ...options, leaf, intermediates, at: at ?? 'ignore-validity' });
    } catch (cause) {
      throw fail('E_CLAIMS_CERTIFICATE', 'the certificate does not lead to an accepted authority', { cause });
    }
    const names = readSubjectAltNameOf(leaf.extensions) ?? [];
    if (issuer === keyUri(leaf.spki) || names.some((name) => name.kind === 'uri' && name.value === issuer)) return;
    throw fail('E_CLAIMS_CERTIFICATE', 'the certificate does not name the issuer');
  };
}
