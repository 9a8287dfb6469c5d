/** Data Integrity proofs (VC Data Integrity §2.1), parsed and not verified. */

import { isJsonObject, type JsonObject, type JsonValue } from '@sallyport/core';
import { isProofPurpose, type ProofPurpose } from '../controllers/controller.ts';
import { parseTime } from '../credential/time.ts';
import { fail } from '../errors.ts';
import { listOf } from '../json/list.ts';
import { decodeBase58 } from '../keys/base58.ts';
import { type Cryptosuite, isCryptosuite } from './suites.ts';

export interface Proof {
  readonly cryptosuite: Cryptosuite;
  /** URL. */
  readonly verificationMethod: string;
  readonly purpose: ProofPurpose;
  readonly created: Date | undefined;
  readonly expires: Date | undefined;
  readonly domains: readonly string[];
  readonly challenge: string | undefined;
  readonly signature: Uint8Array;
  /** Everything but the value: what was signed together with the document. */
  readonly options: JsonObject;
}

const MAX_TEXT = 4096;

/** @throws E_CLAIMS_PROOF, E_CLAIMS_PROOF_UNSUPPORTED, E_CLAIMS_PROOF_PURPOSE, E_CLAIMS_TIME */
export function readProof(value: JsonValue): Proof {
  if (!isJsonObject(value)) throw malformed('a proof is not an object');
  const { proofValue, ...options } = value;
  const { type, cryptosuite, proofPurpose, created, expires, challenge } = options;
  if (type !== 'DataIntegrityProof' || !isCryptosuite(cryptosuite)) {
    throw fail('E_CLAIMS_PROOF_UNSUPPORTED', 'a proof of a type or cryptosuite that is not supported');
  }
  // A proof that stands on others says nothing without them; chains are not supported (§2.1.2).
  if (options['previousProof'] !== undefined) throw fail('E_CLAIMS_PROOF_UNSUPPORTED', 'a chain of proofs');
  if (!isProofPurpose(proofPurpose)) throw fail('E_CLAIMS_PROOF_PURPOSE', 'a proof of no known purpose');
  if (challenge !== undefined && typeof challenge !== 'string') throw malformed('the challenge is not a text');
  return {
    cryptosuite,
    verificationMethod: shortText(options['verificationMethod'], 'verificationMethod'),
    purpose: proofPurpose,
    created: created === undefined ? undefined : parseTime(created),
    expires: expires === undefined ? undefined : parseTime(expires),
    domains: listOf(options['domain']).map((domain) => shortText(domain, 'domain')),
    challenge,
    signature: readValue(proofValue),
    options,
  };
}

/** Both suites write their signature in base58btc (VC DI EdDSA §3.3.1, VC DI ECDSA §3.3.1). */
function readValue(value: JsonValue | undefined): Uint8Array {
  if (typeof value !== 'string' || !value.startsWith('z')) throw malformed('proofValue is not base58btc');
  try {
    return decodeBase58(value.slice(1));
  } catch (cause) {
    throw fail('E_CLAIMS_PROOF', 'proofValue is not base58btc', { cause });
  }
}

function shortText(value: JsonValue | undefined, name: string): string {
  if (typeof value !== 'string' || value.length > MAX_TEXT) throw malformed(`${name} is not a text`);
  return value;
}

function malformed(message: string) {
  return fail('E_CLAIMS_PROOF', message);
}
