/** Who signs, and under which name a verifier finds the key. */

import type { Signer } from '@sallyport/pki';
import { didJwkOf } from '../controllers/did-jwk.ts';
import { didKeyOf } from '../controllers/did-key.ts';
import { keyUri } from './key-uri.ts';

export interface ClaimSigner {
  /** The issuer that the claim must name. */
  readonly issuer: string;
  /** URL of the verification method. */
  readonly verificationMethod: string;
  readonly signer: Signer;
}

/** Signs as the did:key of its key. @throws E_CLAIMS_KEY_UNSUPPORTED, E_PKI_KEY_UNSUPPORTED */
export function didKeySigner(signer: Signer): ClaimSigner {
  const issuer = didKeyOf(signer.publicKey);
  return { issuer, verificationMethod: `${issuer}#${issuer.slice('did:key:'.length)}`, signer };
}

/** Signs as the did:jwk of its key. @throws E_CLAIMS_KEY_UNSUPPORTED, E_PKI_KEY_UNSUPPORTED */
export function didJwkSigner(signer: Signer): ClaimSigner {
  const issuer = didJwkOf(signer.publicKey);
  return { issuer, verificationMethod: `${issuer}#0`, signer };
}

/** Signs as the key of a certificate of the house, under the name `ni:///sha-256;…`. */
export function certifiedSigner(signer: Signer): ClaimSigner {
  const issuer = keyUri(signer.publicKey);
  return { issuer, verificationMethod: issuer, signer };
}
