/** Secures a credential by JOSE (VC JOSE COSE §3.1.1). */

import { type JsonObject, toBase64, toBase64Url, utf8 } from '@sallyport/core';
import type { Certificate } from '@sallyport/pki';
import { type ParseOptions, readCredential } from '../credential/credential.ts';
import { fail } from '../errors.ts';
import { canonicalize } from '../json/canonicalize.ts';
import type { ClaimSigner } from '../keys/claim-signer.ts';
import { claimKeyOf } from '../keys/key-types.ts';
import { signRaw } from '../keys/signatures.ts';
import { algorithmFor } from './algorithms.ts';

export interface JoseSignOptions extends ParseOptions {
  readonly signer: ClaimSigner;
  /** Certificates to send along, that of the signer first; `kid` is left out then. */
  readonly chain?: readonly Certificate[];
}

/**
 * Gives the compact JWS of a credential of the Data Model 2.0.
 * @throws E_CLAIMS_CREDENTIAL and the like for what is no credential, E_CLAIMS_ISSUER_MISMATCH when the signer is not its
 * issuer, E_CLAIMS_KEY_UNSUPPORTED, and what the signer throws
 */
export async function signJose(document: JsonObject, options: JoseSignOptions): Promise<string> {
  const { issuer, verificationMethod, signer } = options.signer;
  const credential = readCredential(document, options);
  if (credential.dataModel !== '2.0') throw fail('E_CLAIMS_CREDENTIAL', 'claims are made by the Data Model 2.0');
  if (credential.issuer !== issuer) throw fail('E_CLAIMS_ISSUER_MISMATCH', 'the signer is not the issuer');
  const alg = algorithmFor(claimKeyOf(signer.publicKey).type);
  const key =
    options.chain === undefined ? { kid: verificationMethod } : { x5c: options.chain.map(({ der }) => toBase64(der)) };
  const header: JsonObject = { alg, typ: 'vc+jwt', cty: 'vc', ...key };
  const input = `${encode(header)}.${encode(document)}`;
  return `${input}.${toBase64Url(await signRaw(signer, utf8(input)))}`;
}

function encode(value: JsonObject): string {
  return toBase64Url(utf8(canonicalize(value)));
}
