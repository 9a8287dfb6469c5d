/** RSASSA-PSS-params (RFC 4055 §3.1), read only, and only the choices that RFC 8017 recommends: MGF1 with the same hash. */

import { DerReader } from '@sallyport/der';
import { readAlgorithmIdentifier } from './algorithm-identifier.ts';
import { fail } from './errors.ts';
import { OID } from './oids.ts';

interface PssParameters {
  readonly hash: 'sha256' | 'sha384' | 'sha512';
  /** Octets. */
  readonly saltLength: number;
}

const HASHES = new Map<string, PssParameters['hash']>([
  [OID.sha256, 'sha256'],
  [OID.sha384, 'sha384'],
  [OID.sha512, 'sha512'],
]);

/**
 * Octets. RFC 8017 recommends the length of the hash, and common signers fill whatever the modulus leaves instead:
 * below 1024 octets for the longest accepted one.
 */
const MAX_SALT_LENGTH = 1024;

/** @throws E_PKI_ALGORITHM_UNSUPPORTED for the SHA-1 defaults and unusual combinations; E_DER_… */
export function readPssParameters(parameters: Uint8Array | undefined): PssParameters {
  if (parameters === undefined) throw fail('E_PKI_ALGORITHM_UNSUPPORTED', 'RSASSA-PSS with SHA-1');
  return DerReader.whole(parameters, (whole) => {
    const fields = whole.sequence();
    const hashField = fields.optionalContext(0);
    const maskField = fields.optionalContext(1);
    const hashOid = hashField === undefined ? undefined : readAlgorithmIdentifier(hashField).oid;
    const maskHashOid = maskField === undefined ? undefined : readMaskHash(maskField);
    const saltLength = fields.optionalContext(2)?.smallInteger() ?? 20;
    const trailer = fields.optionalContext(3)?.smallInteger() ?? 1;
    fields.finish();
    const hash = hashOid === undefined ? undefined : HASHES.get(hashOid);
    if (hash === undefined || maskHashOid !== hashOid || trailer !== 1 || saltLength > MAX_SALT_LENGTH) {
      throw fail('E_PKI_ALGORITHM_UNSUPPORTED', 'RSASSA-PSS with unusual parameters');
    }
    return { hash, saltLength };
  });
}

function readMaskHash(field: DerReader): string {
  const mask = readAlgorithmIdentifier(field);
  if (mask.oid !== OID.mgf1 || mask.parameters === undefined) {
    throw fail('E_PKI_ALGORITHM_UNSUPPORTED', 'RSASSA-PSS with an unknown mask function');
  }
  return DerReader.whole(mask.parameters, readAlgorithmIdentifier).oid;
}
