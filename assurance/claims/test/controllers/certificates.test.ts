import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  certifiedSigner,
  issuerResolver,
  keyUri,
  signJose,
  trustChains,
  verifyClaim,
} from '@sallyport/assurance-claims';
import { DAY, utf8 } from '@sallyport/core';
import {
  basicConstraints,
  buildCertificate,
  type Certificate,
  generateKeyPair,
  type KeyType,
  keyUsage,
  Name,
  type Signer,
  softwareSigner,
  subjectAltName,
} from '@sallyport/pki';
import { refuses } from '@sallyport/testing';
import { AT, bytesOf, joseOf, OWNER, proofOf, trust } from '../support/people.ts';

const authority = softwareSigner(generateKeyPair('P-256').privateKey);
const CA_NAME = Name.of([['CN', 'Manufacturer CA']]);
const ca = await certificateFor(authority, CA_NAME, authority, [
  basicConstraints({ ca: true }),
  keyUsage('keyCertSign'),
]);
const URI = 'https://manufacturer.example/claims';

async function certificateFor(
  subject: Signer,
  name: Name,
  issuer: Signer,
  extensions: Parameters<typeof buildCertificate>[0]['extensions'],
): Promise<Certificate> {
  return buildCertificate({
    serialNumber: Uint8Array.of(7),
    subject: name,
    publicKey: subject.publicKey,
    issuer: CA_NAME,
    signer: issuer,
    notBefore: new Date(AT.getTime() - DAY),
    notAfter: new Date(AT.getTime() + DAY),
    extensions,
  });
}

async function maker(type: KeyType = 'P-256') {
  const signer = softwareSigner(generateKeyPair(type).privateKey);
  const certificate = await certificateFor(signer, Name.of([['CN', 'Claims']]), authority, [
    subjectAltName([{ kind: 'uri', value: URI }]),
  ]);
  return { signer, certificate };
}

describe('issuers by certificate', () => {
  it('whose certificate comes along are trusted by its chain and its name', async () => {
    for (const type of ['P-256', 'P-384', 'Ed25519'] as const) {
      const { signer, certificate } = await maker(type);
      const claimSigner = { issuer: URI, verificationMethod: URI, signer };
      const token = await signJose(trust(URI), { signer: claimSigner, chain: [certificate, ca] });
      const options = { resolve: issuerResolver(), at: AT, judgeChain: trustChains({ anchors: [ca] }) };
      const claim = await verifyClaim(utf8(token), options);
      assert.equal(claim.issuer, URI);
      await refuses(
        () => verifyClaim(utf8(token), { ...options, judgeChain: trustChains({ anchors: [] }) }),
        'E_CLAIMS_CERTIFICATE',
      );
      await refuses(() => verifyClaim(utf8(token), { resolve: issuerResolver(), at: AT }), 'E_CLAIMS_CERTIFICATE');
      await refuses(
        () => verifyClaim(utf8(token), { ...options, at: new Date(AT.getTime() + 2 * DAY) }),
        'E_CLAIMS_CERTIFICATE',
      );
    }
  });

  it('cannot speak for anybody whom the certificate does not name', async () => {
    const { signer, certificate } = await maker();
    const other = 'https://other.example/claims';
    const token = await signJose(trust(other), {
      signer: { issuer: other, verificationMethod: other, signer },
      chain: [certificate],
    });
    const options = { resolve: issuerResolver(), at: AT, judgeChain: trustChains({ anchors: [ca] }) };
    await refuses(() => verifyClaim(utf8(token), options), 'E_CLAIMS_CERTIFICATE');
  });

  it('cannot speak for issuers whose names tell their own keys, whatever an authority certifies', async () => {
    const signer = softwareSigner(generateKeyPair('P-256').privateKey);
    for (const issuer of [OWNER.signer.issuer, 'did:web:owner.example', keyUri(authority.publicKey)]) {
      const certificate = await certificateFor(signer, Name.of([['CN', 'Claims']]), authority, [
        subjectAltName([{ kind: 'uri', value: issuer }]),
      ]);
      const token = await signJose(trust(issuer), {
        signer: { issuer, verificationMethod: issuer, signer },
        chain: [certificate],
      });
      const options = { resolve: issuerResolver(), at: AT, judgeChain: trustChains({ anchors: [ca] }) };
      await refuses(() => verifyClaim(utf8(token), options), 'E_CLAIMS_CERTIFICATE');
    }
  });

  it('cannot use the certificate of another key', async () => {
    const [{ signer }, { certificate }] = [await maker(), await maker()];
    const token = await signJose(trust(URI), {
      signer: { issuer: URI, verificationMethod: URI, signer },
      chain: [certificate],
    });
    const options = { resolve: issuerResolver(), at: AT, judgeChain: trustChains({ anchors: [ca] }) };
    await refuses(() => verifyClaim(utf8(token), options), 'E_CLAIMS_SIGNATURE');
  });

  it('of the house are known by the names of their keys, in both forms', async () => {
    const { signer, certificate } = await maker();
    const house = certifiedSigner(signer);
    assert.equal(house.issuer, keyUri(certificate.spki));
    const resolve = issuerResolver({ houseCertificates: (uri) => (uri === house.issuer ? certificate : undefined) });
    await verifyClaim(await joseOf(trust(house.issuer), house), { resolve, at: AT });
    await verifyClaim(bytesOf(await proofOf(trust(house.issuer), house)), { resolve, at: AT });
  });

  it('that the house does not know, or mistakes for another, are unavailable', async () => {
    const house = certifiedSigner((await maker()).signer);
    const { certificate } = await maker();
    const received = await joseOf(trust(house.issuer), house);
    for (const houseCertificates of [() => undefined, () => certificate]) {
      const resolve = issuerResolver({ houseCertificates });
      await refuses(() => verifyClaim(received, { resolve, at: AT }), 'E_CLAIMS_CONTROLLER_UNAVAILABLE');
    }
  });
});
