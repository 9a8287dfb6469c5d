/**
 * Verifies credentials secured by JOSE (VC JOSE COSE §3.1, §5.1). On node:crypto: one synchronous call, where a WebCrypto
 * library takes nearly twice the time.
 */

import { methodOfCertificate } from '../controllers/certificates.ts';
import { requireUsable, type VerificationMethod } from '../controllers/controller.ts';
import { ISSUER_PREFIXES } from '../controllers/resolver.ts';
import { fail } from '../errors.ts';
import { parseStrictObject } from '../json/strict-json.ts';
import { keyUri } from '../keys/key-uri.ts';
import { verifyRaw } from '../keys/signatures.ts';
import { CLAIM_LIMITS } from '../limits.ts';
import { type Authenticated, CLOCK_SKEW, timeOf, type VerifyOptions } from '../signed.ts';
import { JOSE_ALGORITHMS, keyTypeFor } from './algorithms.ts';
import { parseCompact } from './compact.ts';
import { envelop } from './envelope.ts';
import { findMethod } from './find-method.ts';
import { type JoseHeader, readHeader } from './header.ts';
import { type JwtPayload, readPayload } from './payload.ts';

/** @throws any E_CLAIMS_ code but those of Data Integrity, routes, types and notation; E_JSON_…; what the ports throw */
export async function verifyJose(token: string, options: VerifyOptions): Promise<Authenticated> {
  const { limits = CLAIM_LIMITS, algorithms = JOSE_ALGORITHMS, purpose = 'assertionMethod' } = options;
  if (options.domain !== undefined) throw fail('E_CLAIMS_DOMAIN', 'a JWS cannot be bound to a domain');
  if (options.challenge !== undefined) throw fail('E_CLAIMS_CHALLENGE', 'a JWS cannot answer a challenge');
  const jws = parseCompact(token, limits);
  const header = readHeader(jws.header, algorithms);
  const payload = readPayload(parseStrictObject(jws.payload, limits), header.dataModel, options);
  const { credential } = payload;
  if (header.iss !== undefined && header.iss !== credential.issuer) {
    throw fail('E_CLAIMS_ISSUER_MISMATCH', 'header parameter iss is not the issuer');
  }
  const method = await methodFor(header, credential.issuer, options);
  requireUsable(method, purpose, timeOf(options));
  // RFC 8725 §3.1: the key decides what may be used with it.
  if (method.key.type !== keyTypeFor(header.algorithm)) {
    throw fail('E_CLAIMS_ALGORITHM_KEY', `a ${method.key.type} key does not sign with ${header.algorithm}`);
  }
  if (!verifyRaw(method.key, jws.signingInput, jws.signature)) {
    throw fail('E_CLAIMS_SIGNATURE', 'the key did not make this signature');
  }
  requireTimely(payload, timeOf(options));
  return {
    form: 'jose',
    credential,
    secured: envelop(token),
    signatures: [{ method, by: header.algorithm, created: payload.issuedAt }],
  };
}

/** The key in the certificates that came along, or the one that the issuer is known by. */
async function methodFor(header: JoseHeader, issuer: string, options: VerifyOptions): Promise<VerificationMethod> {
  const { kid, chain } = header;
  if (chain !== undefined) {
    if (options.judgeChain === undefined) {
      throw fail('E_CLAIMS_CERTIFICATE', 'certificates that come with a claim are not accepted here');
    }
    const [leaf, ...intermediates] = chain;
    // A name that tells its own key, or where to find it, is not for authorities to give away.
    if (ISSUER_PREFIXES.some((prefix) => issuer.startsWith(prefix)) && issuer !== keyUri(leaf.spki)) {
      throw fail('E_CLAIMS_CERTIFICATE', 'no certificate can speak for an issuer of this kind');
    }
    await options.judgeChain({ leaf, intermediates, issuer, at: timeOf(options) });
    return methodOfCertificate(leaf, issuer);
  }
  return findMethod(kid, issuer, options.resolve);
}

/** RFC 7519 §4.1.4, §4.1.5; a token issued in the future is not one yet. */
function requireTimely({ notBefore, issuedAt, expires }: JwtPayload, at: Date | undefined): void {
  if (at === undefined) return;
  if (expires !== undefined && at >= expires) throw fail('E_CLAIMS_EXPIRED', 'the token has expired');
  if (notBefore !== undefined && at < notBefore) throw fail('E_CLAIMS_NOT_YET_VALID', 'the token does not hold yet');
  if (issuedAt !== undefined && issuedAt.getTime() > at.getTime() + CLOCK_SKEW) {
    throw fail('E_CLAIMS_NOT_YET_VALID', 'the token is of the future');
  }
}
