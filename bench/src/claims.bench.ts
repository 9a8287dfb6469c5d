/**
 * Claims verified whole (parse, resolve, signature, times, schema of the type), in both forms: beside jose's jwtVerify,
 * which checks a signature and times alone, and beside node:crypto's signature alone, the limit on this runtime.
 */

import { createPublicKey, generateKeyPairSync, type KeyObject, verify } from 'node:crypto';
import {
  addProof,
  didKeySigner,
  issuerResolver,
  makeClaim,
  signJose,
  type VerifyOptions,
  verifyClaim,
} from '@sallyport/assurance-claims';
import { DAY, utf8 } from '@sallyport/core';
import { softwareSigner } from '@sallyport/pki';
import { jwtVerify } from 'jose';
import { type Comparison, type Contender, compare, type Effort, inProcess } from './harness.ts';

type Kind = 'Ed25519' | 'P-256';

/** As many issuers and claims as keep any one from being a special case. */
const ISSUERS = 16;
const CLAIMS = 64;

interface Received {
  readonly token: Uint8Array;
  readonly document: Uint8Array;
  readonly publicKey: KeyObject;
  readonly signingInput: Uint8Array;
  readonly signature: Uint8Array;
}

export async function claimsBenchmarks(effort: Effort, note: (text: string) => void): Promise<readonly Comparison[]> {
  const results: Comparison[] = [];
  const against = async (claim: string, ours: Contender, theirs: Contender) => {
    note(`${claim} …\n`);
    results.push(await compare(claim, ours, theirs, effort));
  };
  for (const kind of ['Ed25519', 'P-256'] as const) {
    const received = await receive(kind);
    const options: VerifyOptions = { resolve: issuerResolver(), at: new Date() };
    const jose = inProcess(
      'sallyport',
      inTurn(received, ({ token }) => verifyClaim(token, options)),
    );
    const proofs = inProcess(
      'sallyport',
      inTurn(received, ({ document }) => verifyClaim(document, options)),
    );
    const library = inProcess(
      'jose',
      inTurn(received, ({ token, publicKey }) => jwtVerify(token, publicKey)),
    );
    const bare = inProcess(
      'node:crypto',
      inTurn(received, (claim) => verifyBare(kind, claim)),
    );
    await against(`${kind} claim as vc+jwt vs jose jwtVerify alone`, jose, library);
    await against(`${kind} claim as vc+jwt vs the signature alone`, jose, bare);
    await against(`${kind} claim with a Data Integrity proof vs the signature alone`, proofs, bare);
  }
  return results;
}

async function receive(kind: Kind): Promise<readonly Received[]> {
  const keys = Array.from({ length: ISSUERS }, () => privateKey(kind));
  const now = Date.now();
  return Promise.all(
    Array.from({ length: CLAIMS }, async (_, index) => {
      const key = keys[index % ISSUERS] ?? privateKey(kind);
      const signer = didKeySigner(softwareSigner(key));
      const credential = makeClaim({
        type: 'Purchase',
        issuer: signer.issuer,
        id: `urn:bench:${index}`,
        validFrom: new Date(now - DAY),
        validUntil: new Date(now + DAY),
        subject: { id: signer.issuer, buyer: 'mailto:person@email.com', deviceType: 'thermo-2' },
      });
      const token = await signJose(credential, { signer });
      const [header = '', payload = '', signature = ''] = token.split('.');
      return {
        token: utf8(token),
        document: utf8(JSON.stringify(await addProof(credential, { signer, created: new Date(now) }))),
        publicKey: createPublicKey(key),
        signingInput: utf8(`${header}.${payload}`),
        signature: Buffer.from(signature, 'base64url'),
      };
    }),
  );
}

function privateKey(kind: Kind): KeyObject {
  const pair = kind === 'Ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return pair.privateKey;
}

function verifyBare(kind: Kind, { publicKey, signingInput, signature }: Received): void {
  const isGood =
    kind === 'Ed25519'
      ? verify(null, signingInput, publicKey, signature)
      : verify('sha256', signingInput, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
  if (!isGood) throw new RangeError('the signature does not verify');
}

function inTurn(received: readonly Received[], work: (claim: Received) => unknown): () => unknown {
  let index = 0;
  return () => {
    const claim = received[index++ % received.length];
    return claim === undefined ? undefined : work(claim);
  };
}
