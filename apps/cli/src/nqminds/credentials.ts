/** Reads what config.ini names: certificates, keys, and whom to trust. */

import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Trust } from '@sallyport/brski';
import { isSallyportError, reasonOf } from '@sallyport/core';
import { Certificate, validatePath } from '@sallyport/pki';
import { type CmsConfig, required } from './config.ts';
import { fail } from './errors.ts';

/** @throws E_NQMINDS_FILE, E_NQMINDS_CONFIG */
export function readCertificate(path: string | undefined, key: string): Certificate {
  return read(required(path, key), (text) => Certificate.fromPem(text));
}

/** @throws E_NQMINDS_FILE, E_NQMINDS_CONFIG */
export function readKey(path: string | undefined, key: string): KeyObject {
  return read(required(path, key), (text) => createPrivateKey(text));
}

export function readCertificates(paths: readonly string[]): readonly Certificate[] {
  return paths.map((path) => read(path, (text) => Certificate.fromPem(text)));
}

/** What a role signs with. */
export interface CmsSigner {
  readonly certificate: Certificate;
  readonly key: KeyObject;
  readonly certificates: readonly Certificate[];
}

export function readSigner(cms: CmsConfig, section: string): CmsSigner {
  return {
    certificate: readCertificate(cms.signCertPath, `[${section}] cmsSignCertPath`),
    key: readKey(cms.signKeyPath, `[${section}] cmsSignKeyPath`),
    certificates: readCertificates(cms.additionalCertPaths),
  };
}

/**
 * Whom a role believes. Like the tool, a role with an empty store believes any signer whose certificate is in the CMS;
 * dates do not count, as the tool's own vouchers and examples have stale ones.
 */
export function readTrust(cms: CmsConfig): Trust {
  const certificates = readCertificates(cms.verifyCertPaths);
  if (cms.verifyStorePaths.length === 0) return { signatureOnly: true, certificates };
  return { store: { certificates: readCertificates(cms.verifyStorePaths) }, certificates, at: 'ignore-validity' };
}

/**
 * Checks that a TLS peer's chain leads to the configured CA.
 * @returns the peer's own certificate
 * @throws E_NQMINDS_CLIENT
 */
export function checkPeer(chain: readonly Uint8Array[], anchor: Certificate | undefined, who: string): Certificate {
  try {
    const [leaf, ...intermediates] = chain.map((der) => Certificate.parse(der));
    if (leaf === undefined) throw fail('E_NQMINDS_CLIENT', `${who} presented no TLS certificate`);
    if (anchor !== undefined) validatePath({ leaf, intermediates, anchors: [anchor], at: 'ignore-validity' });
    return leaf;
  } catch (cause) {
    if (!isSallyportError(cause) || cause.code === 'E_NQMINDS_CLIENT') throw cause;
    throw fail('E_NQMINDS_CLIENT', `the TLS certificate of ${who} will not do: ${reasonOf(cause)}`, { cause });
  }
}

function read<T>(path: string, parse: (text: string) => T): T {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    // Which key or certificate failed is for the eyes of whoever wrote the config, not for a peer: no HTTP status.
    throw fail('E_NQMINDS_FILE', `cannot use ${path}: ${reasonOf(cause)}`, { cause });
  }
}
