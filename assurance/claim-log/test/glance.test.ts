/** What claims say of themselves. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Glance, glanceAt } from '@sallyport/assurance-claim-log';
import {
  addProof,
  didKeySigner,
  envelop,
  issuerResolver,
  makeClaim,
  reattest,
  signJose,
  verifyCredential,
} from '@sallyport/assurance-claims';
import { utf8 } from '@sallyport/core';
import { generateKeyPair, softwareSigner } from '@sallyport/pki';
import { fuzzRuns } from '@sallyport/testing';
import fc from 'fast-check';

const newSigner = () => didKeySigner(softwareSigner(generateKeyPair('Ed25519').privateKey));
const SIGNER = newSigner();
const DEVICE = `ni:///sha-256;${'A'.repeat(43)}`;
const AT = new Date('2026-01-01T00:00:00Z');

const document = makeClaim({
  type: 'OwnerDeclaration',
  issuer: SIGNER.issuer,
  subject: { id: DEVICE, deviceType: 'thermostat-1' },
  validFrom: AT,
  validUntil: new Date('2027-01-01T00:00:00Z'),
});

const EXPECTED: Glance = {
  type: 'OwnerDeclaration',
  issuer: SIGNER.issuer,
  subject: DEVICE,
  deviceType: 'thermostat-1',
  validFrom: '2026-01-01T00:00:00Z',
  validUntil: '2027-01-01T00:00:00Z',
  hops: 0,
};

const passOn = async (bytes: Uint8Array) => {
  const node = newSigner();
  const verified = await verifyCredential(bytes, { resolve: issuerResolver(), at: 'ignore-validity' });
  return utf8(await signJose(reattest(verified, { node: node.issuer, received: AT }), { signer: node }));
};

const glanceOf = (value: unknown) => glanceAt(utf8(JSON.stringify(value)));

describe('a glance at a claim', () => {
  it('sees the same in every form in which a claim can be secured', async () => {
    const token = await signJose(document, { signer: SIGNER });
    const proved = await addProof(document, { signer: SIGNER, created: AT });
    assert.deepEqual(glanceAt(utf8(token)), EXPECTED);
    assert.deepEqual(glanceOf(envelop(token)), EXPECTED);
    assert.deepEqual(glanceOf(proved), EXPECTED);
  });

  it('looks through nodes that passed it on, and counts them', async () => {
    const token = utf8(await signJose(document, { signer: SIGNER }));
    const once = await passOn(token);
    assert.deepEqual(glanceAt(once), { ...EXPECTED, hops: 1 });
    assert.deepEqual(glanceAt(await passOn(once)), { ...EXPECTED, hops: 2 });
  });

  it('reads credentials of the data model before, and issuers that are objects', () => {
    const payload = {
      iss: 'did:example:1',
      vc: { type: ['VerifiableCredential', 'DeviceType'], issuanceDate: 'then', credentialSubject: { id: 'urn:x' } },
    };
    const token = `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.`;
    const { type, issuer, subject, validFrom } = glanceAt(utf8(token));
    assert.deepEqual([type, issuer, subject, validFrom], ['DeviceType', 'did:example:1', 'urn:x', 'then']);
    assert.equal(glanceOf({ issuer: { id: 'did:example:2' } }).issuer, 'did:example:2');
  });

  it('names what has no id by its type of devices, its rule or its relation', () => {
    const subjectOf = (credentialSubject: unknown) => glanceOf({ credentialSubject }).subject;
    assert.equal(subjectOf({ deviceType: 'lamp', rule: 'r' }), 'lamp');
    assert.equal(subjectOf({ rule: 'permit', source: 'permit(_, _).' }), 'permit');
    assert.equal(subjectOf([{ relation: 'contacts' }]), 'contacts');
    assert.equal(subjectOf('text'), null);
  });

  it('keeps nothing that a database could not: long texts are cut, what cannot be written is replaced', () => {
    const { issuer } = glanceOf({ issuer: `\u0000a\u001b${'é'.repeat(2000)}` });
    assert.ok(issuer?.startsWith('\ufffda\ufffdé'));
    assert.ok(Buffer.byteLength(issuer ?? '') <= 512);
    assert.ok(glanceOf({ issuer: `a${'😀'.repeat(600)}` }).issuer?.isWellFormed());
    assert.equal(glanceAt(utf8('{"issuer":"\\ud800"}')).issuer, '\ufffd');
  });

  it('ends where passing on never would', () => {
    const nested = (depth: number): unknown =>
      depth === 0 ? { type: 'Trust' } : { type: 'Reattestation', credentialSubject: { claim: nested(depth - 1) } };
    assert.deepEqual([glanceOf(nested(8)).type, glanceOf(nested(8)).hops], ['Trust', 8]);
    assert.deepEqual([glanceOf(nested(9)).type, glanceOf(nested(9)).hops], ['Reattestation', 8]);
  });

  it('sees nothing in what is nothing, and never throws', () => {
    const nothing: Glance = {
      type: null,
      issuer: null,
      subject: null,
      deviceType: null,
      validFrom: null,
      validUntil: null,
      hops: 0,
    };
    for (const text of ['', 'x', 'a.b.c', '{', '[]', '{}', 'e30.W10.', `{"a":${'['.repeat(100)}${']'.repeat(100)}}`])
      assert.deepEqual(glanceAt(utf8(text)), nothing);
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.json().map(utf8)), (bytes) => {
        glanceAt(bytes);
      }),
      { numRuns: fuzzRuns(500) },
    );
  });
});
